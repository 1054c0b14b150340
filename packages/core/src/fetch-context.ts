import type { Windows } from './remote.js';

/** Gets the value from upstream. */
export type Fetcher<Value> = (context: FetchContext) => Value | PromiseLike<Value>;

/** What a fetcher is given, and how it says what is to become of the value. */
export interface FetchContext {
  readonly key: string;
  /** Aborts when nobody waits any more, when the flight passes its `flightTimeout` or fails, and when the cache closes. */
  readonly signal: AbortSignal;
  /** What is held of the key, to be revalidated in place of a fetch: no longer fresh, unless a refresh was asked for. */
  readonly stale: StaleValue | undefined;
  /**
   * Says how the value is to be stored, in place of what the call's options say. The last call counts; tags are added to the call's.
   *
   * @throws {TypeError} or {RangeError} for a term that cannot be meant
   */
  store(terms: StoreTerms): void;
  /** Asks that nothing be stored. Those aboard share the value all the same; what was stored before goes. */
  doNotStore(): void;
  /**
   * Answers everyone aboard, and whoever joins from now on, with `value`, and lets the fetcher go on in the background:
   * what it returns is stored for later callers, under the terms asked for by then. A tag given only afterwards holds nobody
   * back who joins in between, whatever becomes of it. For answers whose beginning is worth
   * having before their end, such as a body that is still being read. The second answer is ignored.
   *
   * @throws {TypeError} for a value that can be read only once
   */
  answerEarly(value: unknown): void;
  /**
   * The stale value, for the fetcher to return when upstream says that it still holds (`304`). It is stored afresh,
   * under the terms given here or those of the call; it keeps the tags it had beside those given here.
   *
   * @throws {TypeError} where there is no stale value
   */
  notModified<Value = unknown>(terms?: StoreTerms): Value;
}

/** A value that is not good enough any more: past its ttl, or to be refreshed. */
export interface StaleValue {
  readonly value: unknown;
  /** Milliseconds since it was stored. */
  readonly age: number;
  readonly tags: readonly string[];
}

/** The terms on which a fetcher wants its value stored. What is left out is as the call's options say. */
export interface StoreTerms extends Partial<Windows> {
  readonly tags?: readonly string[];
  /** In place of what the cache's `weigh` says. */
  readonly weight?: number;
}
