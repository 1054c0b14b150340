/** How calls were answered since the cache was made, and what it holds now. */
export interface CacheStats extends Readonly<CallCounts> {
  /** Entries held, the stale ones included. */
  readonly entries: number;
  /** What their weights add up to; 0 without `maxWeight`. */
  readonly weight: number;
  /** Flights in the air. */
  readonly flights: number;
  /** The most flights that were in the air at once. */
  readonly mostFlights: number;
  /** Calls that were answered without a flight of their own. */
  readonly saved: number;
}

/** What is counted as it happens. */
export interface CallCounts {
  /** Answers from a fresh value. */
  hits: number;
  /** Answers from a stale value, at once. */
  stale: number;
  /** Calls that joined a flight. */
  joined: number;
  /** Flights started, those in the background included. */
  fetches: number;
  /** Flights that failed, those that timed out included. */
  failures: number;
  /** Stale values that stood in for a failed, slow or refused fetch. */
  fallbacks: number;
  /** Flights given up because their last waiter left. */
  abandoned: number;
  /** Values answered and not stored, because something invalidated them meanwhile. */
  overtaken: number;
  /** Entries that went for lack of room. */
  evictions: number;
  mostFlights: number;
}

export function noCalls(): CallCounts {
  return {
    hits: 0,
    stale: 0,
    joined: 0,
    fetches: 0,
    failures: 0,
    fallbacks: 0,
    abandoned: 0,
    overtaken: 0,
    evictions: 0,
    mostFlights: 0,
  };
}
