import type { Clock } from './clock.js';
import type { RemoteTier, Windows } from './remote.js';

/** How a value is fetched and kept. Given to the cache these are defaults; given to a call they hold for the flight that it starts. */
export interface FetchOptions extends Partial<Windows> {
  /**
   * How long a value is fresh, in milliseconds from when it was stored. `0` coalesces and stores nothing,
   * unless another window keeps the stale value; `Infinity` has no end.
   * @default 60_000
   */
  readonly ttl?: number;
  /**
   * How long past the ttl the stale value is served at once while one refresh runs in the background, in milliseconds.
   * `0` turns this off, `Infinity` has no end. A call that joins may narrow it, never widen it.
   * @default 0
   */
  readonly staleWhileRevalidate?: number;
  /**
   * How long past the ttl the stale value may stand in for a failed or, with `softTimeout`, a slow fetch, in milliseconds.
   * `0` turns this off, `Infinity` has no end. A call that joins may narrow it, never widen it.
   * @default 0
   */
  readonly staleIfError?: number;
  /**
   * How long past the ttl the value is kept for the fetcher to revalidate, in milliseconds; it is never served. `0` turns this off.
   * @default 0
   */
  readonly keep?: number;
  /**
   * A hit in the last `refreshAhead` milliseconds of the ttl starts a refresh in the background. `0` turns this off; `Infinity` refreshes at every hit.
   * @default 0
   */
  readonly refreshAhead?: number;
  /**
   * The largest share of the ttl, from 0 to 1, by which it is shortened at random, so that entries stored together do not expire together.
   * @default 0
   */
  readonly jitter?: number;
  /**
   * How long an error answers in place of a new fetch, in milliseconds. `0` fetches again at the next call.
   * @default 0
   */
  readonly errorTtl?: number;
  /**
   * How long after a failed refresh no other one starts while a stale value may be served, in milliseconds. Doubles with each failure in a row, up to 64 times. `0` turns this off.
   * @default 1_000
   */
  readonly retryAfter?: number;
  /**
   * How long a flight may take, L2 and lease included, in milliseconds. Past it the flight is given up: its waiters get
   * `FlightTimeoutError`, its signal aborts, its late result is dropped. `Infinity` never gives up; `0` is refused.
   * @default 30_000
   */
  readonly flightTimeout?: number;
  /**
   * What happens to a flight that its last waiter has left: `abort` gives it up, `finish` lets it land and be stored.
   * @default 'abort'
   */
  readonly whenAbandoned?: 'abort' | 'finish';
  /**
   * The async context that a foreground fetcher runs in: that of the call that started it, or none. Background refreshes always run in none.
   * @default 'starter'
   */
  readonly context?: 'starter' | 'detached';
  /** Labels by which entries are invalidated together. Added to those of the cache's namespace. */
  readonly tags?: readonly string[];
  /** Takes the promise of work that goes on after the answer, as serverless platforms ask for. It never rejects. */
  readonly waitUntil?: (work: Promise<void>) => void;
  /** Says whether a value that came from L2 is one. `false`, or a throw, makes it a miss and a `remote-failure` event. */
  readonly validate?: (value: unknown) => boolean;
  /**
   * How long a call waits where no stale value may stand in, in milliseconds; then it rejects with `WaitTimeoutError`, and the flight goes on for the others.
   * `Infinity` waits for the flight; `0` is refused.
   * @default Infinity
   */
  readonly timeout?: number;
  /**
   * How long a call waits where a stale value may stand in by `staleIfError`, in milliseconds; then it is answered with that, and the flight goes on in the background.
   * `Infinity` waits for the flight; `0` is refused.
   * @default Infinity
   */
  readonly softTimeout?: number;
}

/** Options of one call to `getOrFetch`. Each overrides the cache's own; `undefined` leaves it. */
export interface GetOrFetchOptions extends FetchOptions {
  /** Ends this call's wait, with the signal's own reason. The others on the flight do not notice, unless this was the last. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Fetches anew whatever is stored. Joins a flight that is in the air.
   * @default false
   */
  readonly refresh?: boolean;
}

/** Options of one call to `set`. */
export type SetOptions = Partial<Windows> & Pick<FetchOptions, 'jitter' | 'refreshAhead' | 'tags'>;

/** Options of a cache. Those of `FetchOptions` are defaults for its calls. */
export interface CacheOptions extends FetchOptions {
  /** Shown in diagnostics, where there are several caches. @default 'cache' */
  readonly name?: string;
  /** The most entries kept. `Infinity` is no bound; `0` is refused. @default 1_000 */
  readonly maxEntries?: number;
  /** The most that the weights of all entries may add up to, in whatever unit `weigh` counts. `Infinity` is no bound; `0` is refused. @default Infinity */
  readonly maxWeight?: number;
  /**
   * The weight of a value, a finite number ≥ 0; asked only where `maxWeight` is given. A value whose weight is anything else is returned and not stored.
   * @default () => 1
   */
  readonly weigh?: (value: unknown, key: string) => number;
  /** The most flights in the air, each key of a batch being one. Past it a call that would start one gets its stale value if one may be served, else `OverloadedError`. `Infinity` is no bound; `0` is refused. @default Infinity */
  readonly maxFlights?: number;
  /** Makes a copy for each caller, for the store, and of the stale value for a fetcher; for those who change what they get. Where it throws, the fetch fails. Without it all share one value by identity. */
  readonly copy?: <Value>(value: Value) => Value;
  /** L2, for several processes. */
  readonly remote?: RemoteTier;
  /** Time, for tests. @default the platform's monotonic clock */
  readonly clock?: Clock;
}
