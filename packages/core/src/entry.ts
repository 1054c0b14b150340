import type { Windows } from './remote.js';

/** Marks an entry that holds no value, only the memory of a failed fetch. It is as old as time, and of no use in any window. */
export const NOTHING: unique symbol = Symbol('nothing');

/** The terms under which a value is stored. Entries stored under equal terms share one object. */
export interface Lifetime extends Windows {
  /** Milliseconds before the ttl ends in which a hit starts a refresh. */
  readonly refreshAhead: number;
  readonly tags: readonly string[];
  /** How many tags had been invalidated when the fetch began. */
  readonly since: number;
  /** How long after it was stored the entry is of any use. */
  readonly retention: number;
  /** How long after it was stored a hit starts no refresh. Always finite. */
  readonly lateAfter: number;
  /** How long after it was stored a hit needs to look at nothing but the time. Always finite. */
  readonly plainFor: number;
  /** Was it expired by hand? Then L2, which does not know, is not to be believed. */
  readonly mustRefetch: boolean;
}

/** What is known of one key: a value under its terms, and the failure of the last refresh. */
export interface Entry<Value = unknown> {
  readonly value: Value | typeof NOTHING;
  /** On the cache's clock. */
  readonly storedAt: number;
  readonly lifetime: Lifetime;
  readonly failure: Failure | undefined;
}

/** What is remembered of fetches that failed since the value was stored. */
export interface Failure {
  readonly error: unknown;
  /** Failures in a row. */
  readonly count: number;
  /** No refresh starts before. */
  readonly retryAt: number;
  /** Until then the error answers in place of a fetch. */
  readonly errorUntil: number;
  /** The tags of the fetch that failed, and how many had been invalidated when it began. */
  readonly tags: readonly string[];
  readonly since: number;
}

const NO_TAGS: readonly string[] = [];

/** The longest that a hit is plain: 34 years. A time so far ahead still tells the time of storing to a fraction of a millisecond. */
const LONGEST_PLAIN = 2 ** 40;

/** The windows of what is not stored. */
export const NO_WINDOWS: Windows = { ttl: 0, staleWhileRevalidate: 0, staleIfError: 0, keep: 0 };

/** Builds the terms from windows, and what the cache needs to know of them at each read. */
export function lifetimeOf(
  windows: Windows,
  refreshAhead = 0,
  tags: readonly string[] = NO_TAGS,
  since = 0,
): Lifetime {
  const { ttl, staleWhileRevalidate, staleIfError, keep } = windows;
  const lateAfter = freshBeforeRefresh(ttl, refreshAhead);
  return {
    ttl,
    staleWhileRevalidate,
    staleIfError,
    keep,
    refreshAhead,
    tags,
    since,
    retention: ttl + Math.max(staleWhileRevalidate, staleIfError, keep),
    lateAfter,
    plainFor: tags.length > 0 ? 0 : lateAfter,
    mustRefetch: false,
  };
}

/** The terms of an entry that is stale from now on, at this age. Its other windows begin now. */
export function expiredAt(age: number, lifetime: Lifetime): Lifetime {
  const { refreshAhead, tags, since } = lifetime;
  return {
    ...lifetimeOf({ ...lifetime, ttl: age }, refreshAhead, tags, since),
    plainFor: 0,
    mustRefetch: true,
  };
}

function freshBeforeRefresh(ttl: number, refreshAhead: number): number {
  // `Infinity - Infinity` is no number.
  if (refreshAhead === Number.POSITIVE_INFINITY) return 0;
  return Math.min(Math.max(ttl - refreshAhead, 0), LONGEST_PLAIN);
}
