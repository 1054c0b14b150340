import { type CacheDirective, parseCacheControl } from './cache-control.js';
import { parseDeltaSeconds } from './delta-seconds.js';
import { fieldValue, type HeaderList } from './header-list.js';
import { fieldNames } from './syntax.js';

/** What says how a response may be reused, and must stay with it. */
export const INDISPENSABLE: ReadonlySet<string> = new Set([
  'age',
  'cache-control',
  'date',
  'expires',
  'vary',
]);

/** What a response's `Cache-Control` asks of a cache. RFC 9111 §5.2.2, RFC 5861, RFC 8246. */
export interface ResponseDirectives {
  /** The field breaks the grammar: whatever it was meant to forbid must be taken as forbidden. */
  readonly malformed: boolean;
  readonly noStore: boolean;
  /** `no-cache` without field names, or with ones that cannot be read. */
  readonly noCache: boolean;
  /** The fields that `no-cache="…"` bars from reuse. */
  readonly noCacheFields: readonly string[];
  /** `private` without field names, or with ones that cannot be read. */
  readonly isPrivate: boolean;
  /** The fields that `private="…"` bars from a shared cache. */
  readonly privateFields: readonly string[];
  readonly isPublic: boolean;
  readonly mustRevalidate: boolean;
  readonly proxyRevalidate: boolean;
  readonly mustUnderstand: boolean;
  readonly immutable: boolean;
  /** In ms; `undefined` when absent, 0 when it cannot be read. */
  readonly maxAge: number | undefined;
  /** `s-maxage`, in ms; `undefined` when absent, 0 when it cannot be read. */
  readonly sharedMaxAge: number | undefined;
  /** In ms; `undefined` when absent, 0 when it cannot be read. */
  readonly staleWhileRevalidate: number | undefined;
  /** In ms; `undefined` when absent, 0 when it cannot be read. */
  readonly staleIfError: number | undefined;
}

/** While it is being read. */
type Draft = {
  -readonly [Key in keyof ResponseDirectives]: ResponseDirectives[Key] extends readonly string[]
    ? string[]
    : ResponseDirectives[Key];
};

/** One response is asked several times, and a header list never changes. */
const known = new WeakMap<HeaderList, ResponseDirectives>();

/** Of a directive given twice, the first counts (RFC 9111 §4.2.1); of two that forbid, both do. */
export function responseDirectives(headers: HeaderList): ResponseDirectives {
  const found = known.get(headers) ?? read(headers);
  known.set(headers, found);
  return found;
}

function read(headers: HeaderList): ResponseDirectives {
  const found = noDirectives();
  const { directives, malformed } = parseCacheControl(fieldValue(headers, 'cache-control') ?? '');
  for (const directive of directives) apply(directive, found);
  return { ...found, malformed };
}

export function noDirectives(): Draft {
  return {
    malformed: false,
    noStore: false,
    noCache: false,
    noCacheFields: [],
    isPrivate: false,
    privateFields: [],
    isPublic: false,
    mustRevalidate: false,
    proxyRevalidate: false,
    mustUnderstand: false,
    immutable: false,
    maxAge: undefined,
    sharedMaxAge: undefined,
    staleWhileRevalidate: undefined,
    staleIfError: undefined,
  };
}

function apply({ name, argument }: CacheDirective, found: Draft): void {
  switch (name) {
    case 'no-store':
      found.noStore = true;
      break;
    case 'no-cache':
      found.noCache = !addFieldNames(found.noCacheFields, argument) || found.noCache;
      break;
    case 'private':
      found.isPrivate = !addFieldNames(found.privateFields, argument) || found.isPrivate;
      break;
    // What permits something is ignored with an argument it may not have; what forbids counts anyway.
    case 'public':
      found.isPublic ||= argument === undefined;
      break;
    case 'must-understand':
      found.mustUnderstand ||= argument === undefined;
      break;
    case 'must-revalidate':
      found.mustRevalidate = true;
      break;
    case 'proxy-revalidate':
      found.proxyRevalidate = true;
      break;
    case 'immutable':
      found.immutable = true;
      break;
    case 'max-age':
      found.maxAge ??= duration(argument);
      break;
    case 's-maxage':
      found.sharedMaxAge ??= duration(argument);
      break;
    case 'stale-while-revalidate':
      found.staleWhileRevalidate ??= duration(argument);
      break;
    case 'stale-if-error':
      found.staleIfError ??= duration(argument);
      break;
  }
}

/** What cannot be read is no time at all. */
function duration(argument: string | undefined): number {
  return parseDeltaSeconds(argument ?? '') ?? 0;
}

/**
 * Adds the names listed. Adds nothing and says so when they cannot be read, or one is of a field without which the
 * response cannot be reused at all.
 */
function addFieldNames(names: string[], argument: string | undefined): boolean {
  const listed = fieldNames(argument ?? '');
  if (!listed || listed.some((name) => INDISPENSABLE.has(name))) return false;
  for (const name of listed) names.push(name);
  return true;
}
