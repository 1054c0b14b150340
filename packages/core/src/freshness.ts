import type { Lifetime } from './entry.js';
import type { Windows } from './remote.js';

/**
 * - `fresh`: to be served.
 * - `late`: fresh, and so near its end that a refresh is due.
 * - `stale`: to be served while one refresh runs.
 * - `expired`: not to be served, unless a fetch fails and `standsIn` says yes.
 */
export type Freshness = 'fresh' | 'late' | 'stale' | 'expired';

/** The windows that one read may narrow. */
export type Narrowing = Partial<Pick<Windows, 'staleWhileRevalidate' | 'staleIfError'>>;

/** A boundary belongs to the older side: at its ttl an entry is already stale. */
export function freshness(age: number, lifetime: Lifetime, narrowed: Narrowing = {}): Freshness {
  if (age < lifetime.ttl - lifetime.refreshAhead) return 'fresh';
  if (age < lifetime.ttl) return 'late';
  return age < lifetime.ttl + narrow(lifetime.staleWhileRevalidate, narrowed.staleWhileRevalidate)
    ? 'stale'
    : 'expired';
}

/** May an entry of this age stand in for a failed fetch? Without the window not even a fresh one, which was not good enough for a forced refresh. */
export function standsIn(age: number, lifetime: Lifetime, narrowed: Narrowing = {}): boolean {
  const window = narrow(lifetime.staleIfError, narrowed.staleIfError);
  return window > 0 && age < lifetime.ttl + window;
}

/** Is an entry of this age of any use? */
export function isRetained(age: number, lifetime: Lifetime): boolean {
  return age < lifetime.retention;
}

/** When the next refresh may start, after `count` failures in a row: twice as long after each, up to 64 times. */
export function retryDelay(retryAfter: number, count: number): number {
  return retryAfter * 2 ** Math.min(count - 1, 6);
}

/** A ttl made shorter by a random part of at most `jitter`, so that entries stored together do not expire together. */
export function jittered(ttl: number, jitter: number, random: () => number = Math.random): number {
  return jitter === 0 || ttl === Number.POSITIVE_INFINITY ? ttl : ttl * (1 - jitter * random());
}

function narrow(window: number, narrowed: number | undefined): number {
  return narrowed === undefined ? window : Math.min(window, narrowed);
}
