import type { Entry } from './entry.js';
import type { ValueLanding } from './landing.js';

/**
 * - `hit`: from the cache, fresh.
 * - `stale`: from the cache, stale, while a refresh runs or is put off.
 * - `joined`: from a flight that was in the air.
 * - `fetched`: from a flight that this call started.
 * - `fallback`: a stale value, in place of a fetch that failed, was too slow, or could not start.
 */
export type AnswerSource = 'hit' | 'stale' | 'joined' | 'fetched' | 'fallback';

/** A value, and how it was come by. */
export interface AnswerInfo<Value> {
  readonly value: Value;
  readonly source: AnswerSource;
  /** Milliseconds since the value was stored; 0 for one that was just fetched. */
  readonly age: number;
  /** Milliseconds for which it is still fresh; 0 for a stale one. */
  readonly ttl: number;
}

/** Writes down how one call is answered, for those who ask. */
export class Trace {
  #source: AnswerSource = 'fetched';
  #storedAt = 0;
  #ttl = 0;

  fromEntry(source: AnswerSource, entry: Entry): void {
    this.#note(source, entry.storedAt, entry.lifetime.ttl);
  }

  fromLanding(landing: ValueLanding<unknown>, hasJoined: boolean): void {
    const source = hasJoined && landing.source !== 'stale' ? 'joined' : landing.source;
    this.#note(source, landing.storedAt, landing.lifetime.ttl);
  }

  describe<Value>(value: Value, now: number): AnswerInfo<Value> {
    const age = Math.max(now - this.#storedAt, 0);
    return { value, source: this.#source, age, ttl: Math.max(this.#ttl - age, 0) };
  }

  #note(source: AnswerSource, storedAt: number, ttl: number): void {
    this.#source = source;
    this.#storedAt = storedAt;
    this.#ttl = ttl;
  }
}
