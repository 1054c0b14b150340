import { FOREVER } from '../fields/delta-seconds.js';
import type { ResponseDirectives } from '../fields/response-directives.js';
import type { Exchange } from '../message.js';
import { initialAge } from './age.js';
import { lifetimeOf } from './lifetime.js';
import { type CachePolicy, directivesFor, isShared } from './policy.js';

/** On what terms a response may be reused, worked out once, when it arrives. Durations in ms. */
export interface ReuseTerms {
  /** How long it is fresh, from when the origin made it. 0: it is stale on arrival. */
  readonly lifetime: number;
  /** How long past `lifetime` it may be served while it is refreshed. RFC 5861 §3. */
  readonly staleWhileRevalidate: number;
  /** How long past `lifetime` it may stand in for a failed refresh. RFC 5861 §4. */
  readonly staleIfError: number;
  /** `no-cache`: not even fresh without asking the origin. RFC 9111 §5.2.2.4. */
  readonly validateAlways: boolean;
  /** `must-revalidate` and its kin: never stale, for no reason. RFC 9111 §5.2.2.2, §5.2.2.8, §5.2.2.10. */
  readonly validateStale: boolean;
  /** It does not change while it is fresh: a reload need not ask. RFC 8246. */
  readonly immutable: boolean;
}

export function reuseTerms(exchange: Exchange, policy: CachePolicy): ReuseTerms {
  const directives = directivesFor(exchange.response.headers, policy);
  const { lifetime } = lifetimeOf(exchange.response, directives, policy, exchange.receivedOn);
  const validateStale = directives.noCache || forbidsStale(directives, policy);
  const { staleWhileRevalidate = policy.staleWhileRevalidate ?? 0 } = directives;
  const { staleIfError = policy.staleIfError ?? 0 } = directives;
  return {
    // The caller's own ttl counts from arrival, whatever the age on arrival.
    lifetime: bounded(policy.ttl === undefined ? lifetime : lifetime + initialAge(exchange)),
    staleWhileRevalidate: validateStale ? 0 : bounded(staleWhileRevalidate),
    staleIfError: validateStale ? 0 : bounded(staleIfError),
    validateAlways: directives.noCache,
    validateStale,
    immutable: directives.immutable,
  };
}

function bounded(duration: number): number {
  return Math.min(duration, FOREVER);
}

function forbidsStale(directives: ResponseDirectives, policy: CachePolicy): boolean {
  if (directives.mustRevalidate) return true;
  if (!isShared(policy)) return false;
  return directives.proxyRevalidate || directives.sharedMaxAge !== undefined;
}
