import { type CacheDirective, parseCacheControl } from './cache-control.js';
import { parseDeltaSeconds } from './delta-seconds.js';
import { fieldValue, type HeaderList } from './header-list.js';
import { isToken, listMembers } from './syntax.js';

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
  malformed: boolean;
  noStore: boolean;
  /** `no-cache` without field names, or with ones that cannot be read. */
  noCache: boolean;
  /** The fields that `no-cache="…"` bars from reuse. */
  noCacheFields: string[];
  /** `private` without field names, or with ones that cannot be read. */
  isPrivate: boolean;
  /** The fields that `private="…"` bars from a shared cache. */
  privateFields: string[];
  isPublic: boolean;
  mustRevalidate: boolean;
  proxyRevalidate: boolean;
  mustUnderstand: boolean;
  immutable: boolean;
  /** In ms; `undefined` when absent, 0 when it cannot be read. */
  maxAge: number | undefined;
  /** `s-maxage`, in ms; `undefined` when absent, 0 when it cannot be read. */
  sharedMaxAge: number | undefined;
  /** In ms; `undefined` when absent, 0 when it cannot be read. */
  staleWhileRevalidate: number | undefined;
  /** In ms; `undefined` when absent, 0 when it cannot be read. */
  staleIfError: number | undefined;
}

/** Of a directive given twice, the first counts (RFC 9111 §4.2.1); of two that forbid, both do. */
export function responseDirectives(headers: HeaderList): ResponseDirectives {
  const found = noDirectives();
  const value = fieldValue(headers, 'cache-control');
  if (value === undefined) return found;
  const { directives, malformed } = parseCacheControl(value);
  for (const directive of directives) apply(directive, found);
  return { ...found, malformed };
}

export function noDirectives(): ResponseDirectives {
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

function apply({ name, argument }: CacheDirective, found: ResponseDirectives): void {
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
 * Adds the names listed, in lower case. Adds nothing and says so when there are none, or when any is no field name,
 * or one without which the response cannot be reused at all.
 */
function addFieldNames(names: string[], argument: string | undefined): boolean {
  const members = listMembers(argument ?? '')
    .filter((member) => member !== '')
    .map((member) => member.toLowerCase());
  const isBarrable = (name: string) => isToken(name) && !INDISPENSABLE.has(name);
  if (members.length === 0 || !members.every(isBarrable)) return false;
  for (const name of members) names.push(name);
  return true;
}
