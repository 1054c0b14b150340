import type { HeaderList } from '../fields/header-list.js';
import {
  noDirectives,
  type ResponseDirectives,
  responseDirectives,
} from '../fields/response-directives.js';

/** How a cache reads HTTP: what its owner decides, and the headers do not. */
export interface CachePolicy {
  /**
   * `'private'`: responses marked `private` are kept, each for its own asker. `'shared'`: they are not, `s-maxage`
   * counts, and an answer to `Authorization` is kept only if it says so (RFC 9111 §3.5).
   *
   * @default 'private'
   */
  readonly mode?: 'private' | 'shared';
  /**
   * Whether a response that sets cookies may be stored and shared, with its cookies. They belong to whoever asked
   * first: for caches with one user.
   *
   * @default false
   */
  readonly storeSetCookie?: boolean;
  /**
   * The caller's own lifetime, in ms from arrival, in place of what the response says about freshness: its
   * `Cache-Control`, `Expires` and `Last-Modified` are not asked. Whom it is for still counts. `0`: stale at once;
   * `Infinity`: no end.
   *
   * @default what the response says
   */
  readonly ttl?: number;
  /**
   * How long past its lifetime a response may be served while it is refreshed, in ms, where it does not say itself.
   * `0` is off, `Infinity` has no end. What must be revalidated stays so.
   *
   * @default 0
   */
  readonly staleWhileRevalidate?: number;
  /**
   * How long past its lifetime a response may stand in for a failed refresh, in ms, where it does not say itself.
   * `0` is off, `Infinity` has no end. What must be revalidated stays so.
   *
   * @default 0
   */
  readonly staleIfError?: number;
}

/** What the response asks of this cache, after what its owner decided. */
export function directivesFor(headers: HeaderList, policy: CachePolicy): ResponseDirectives {
  const said = responseDirectives(headers);
  if (policy.ttl === undefined) return said;
  const { isPrivate, privateFields, isPublic, noCacheFields } = said;
  return {
    ...noDirectives(),
    isPrivate: isPrivate || said.malformed,
    privateFields,
    isPublic: isPublic && !said.malformed,
    noCacheFields,
    maxAge: policy.ttl,
  };
}

export function isShared(policy: CachePolicy): boolean {
  return policy.mode === 'shared';
}
