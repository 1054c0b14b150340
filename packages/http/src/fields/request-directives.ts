import { parseCacheControl } from './cache-control.js';
import { parseDeltaSeconds } from './delta-seconds.js';
import { fieldValue, type HeaderList } from './header-list.js';

/** What a request's `Cache-Control` asks of a cache. RFC 9111 §5.2.1, RFC 5861 §4. */
export interface RequestDirectives {
  readonly noStore: boolean;
  /** Also `Pragma: no-cache` (RFC 9111 §5.4), and a field that cannot be read. */
  readonly noCache: boolean;
  readonly onlyIfCached: boolean;
  /** In ms; `undefined` when absent, 0 when it cannot be read. */
  readonly maxAge: number | undefined;
  /** In ms; `undefined` when absent, `Infinity` when it cannot be read. */
  readonly minFresh: number | undefined;
  /** In ms; `undefined` when absent, `Infinity` without an argument, 0 when it cannot be read. */
  readonly maxStale: number | undefined;
  /** In ms; `undefined` when absent, 0 when it cannot be read. */
  readonly staleIfError: number | undefined;
}

type Draft = { -readonly [Key in keyof RequestDirectives]: RequestDirectives[Key] };

export function requestDirectives(headers: HeaderList): RequestDirectives {
  const found: Draft = {
    noStore: false,
    noCache: false,
    onlyIfCached: false,
    maxAge: undefined,
    minFresh: undefined,
    maxStale: undefined,
    staleIfError: undefined,
  };
  const value = fieldValue(headers, 'cache-control');
  if (value === undefined) found.noCache = asksNoCacheByPragma(headers);
  else readInto(found, value);
  return found;
}

function readInto(found: Draft, value: string): void {
  const { directives, malformed } = parseCacheControl(value);
  found.noCache = malformed;
  for (const { name, argument } of directives) {
    const duration = parseDeltaSeconds(argument ?? '');
    if (name === 'no-store') found.noStore = true;
    else if (name === 'no-cache') found.noCache = true;
    else if (name === 'only-if-cached') found.onlyIfCached = true;
    else if (name === 'max-age') found.maxAge ??= duration ?? 0;
    else if (name === 'min-fresh') found.minFresh ??= duration ?? Infinity;
    else if (name === 'max-stale') {
      found.maxStale ??= argument === undefined ? Infinity : (duration ?? 0);
    } else if (name === 'stale-if-error') found.staleIfError ??= duration ?? 0;
  }
}

function asksNoCacheByPragma(headers: HeaderList): boolean {
  const value = fieldValue(headers, 'pragma');
  if (value === undefined) return false;
  return parseCacheControl(value).directives.some(({ name }) => name === 'no-cache');
}
