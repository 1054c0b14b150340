import { requestDirectives } from '../fields/request-directives.js';
import type { RequestHead } from '../message.js';
import { currentAge } from '../storing/age.js';
import type { StoredResponse } from '../storing/stored-response.js';

/**
 * How a stored response may serve a request.
 *
 * `'fresh'`: as it is. `'stale-while-revalidate'`: at once, while one refresh runs in the background.
 * `'stale'`: as it is, because the request's `max-stale` allows it. `'validate'`: only after the origin confirmed it.
 */
export type Use = 'fresh' | 'stale-while-revalidate' | 'stale' | 'validate';

export interface Reuse {
  readonly use: Use;
  /** Why it must be validated: the request wants it so, or the response (is stale, or says `no-cache`). */
  readonly because?: 'request' | 'stale' | 'no-cache';
  /** How old the response is, in ms. */
  readonly age: number;
}

/**
 * Decides how a stored response that matches the request may serve it. RFC 9111 §4, RFC 5861 §3.
 * A boundary belongs to the older side: at the age of its lifetime a response is already stale.
 *
 * @param now on the clock of `stored.receivedAt`
 */
export function reuse(stored: StoredResponse, request: RequestHead, now: number): Reuse {
  const { terms } = stored;
  const asked = requestDirectives(request.headers);
  const age = currentAge(stored, now);
  const staleness = age - terms.lifetime;

  if (asked.noCache) return { use: 'validate', because: 'request', age };
  if (terms.validateAlways) return { use: 'validate', because: 'no-cache', age };
  if (asked.maxAge !== undefined && age > asked.maxAge) {
    return { use: 'validate', because: 'request', age };
  }
  if (staleness < 0) {
    const freshEnough = -staleness >= (asked.minFresh ?? 0);
    return freshEnough ? { use: 'fresh', age } : { use: 'validate', because: 'request', age };
  }
  if (terms.validateStale) return { use: 'validate', because: 'stale', age };
  if (asked.maxStale !== undefined && staleness <= asked.maxStale) return { use: 'stale', age };
  const wantsFresh = asked.maxAge !== undefined || asked.minFresh !== undefined;
  const isRefreshable = staleness < terms.staleWhileRevalidate && !wantsFresh;
  return isRefreshable
    ? { use: 'stale-while-revalidate', age }
    : { use: 'validate', because: 'stale', age };
}

/** How a request to the origin failed: nothing came back, or a server error did. */
export type Failure = 'disconnected' | 'server-error';

/**
 * Whether a stored response may stand in for a request to the origin that failed.
 * After a server error only within `stale-if-error`; with the origin out of reach also beyond, for
 * `staleWhenDisconnected` ms past its lifetime (RFC 9111 §4.2.4). Never against `must-revalidate`, `no-cache` and their kin.
 *
 * @param staleWhenDisconnected `0` is off, `Infinity` has no end
 */
export function mayStandIn(
  stored: StoredResponse,
  request: RequestHead,
  failure: Failure,
  now: number,
  staleWhenDisconnected: number,
): boolean {
  const { terms } = stored;
  const asked = requestDirectives(request.headers);
  if (terms.validateStale || asked.noCache) return false;
  const staleness = currentAge(stored, now) - terms.lifetime;
  const staleIfError = Math.max(terms.staleIfError, asked.staleIfError ?? 0);
  const window =
    failure === 'disconnected' ? Math.max(staleIfError, staleWhenDisconnected) : staleIfError;
  return staleness < window;
}
