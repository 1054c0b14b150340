import { shorten } from './key.js';

const BRAND: unique symbol = Symbol.for('sameflight.error') as never;

/** What a failure of the library's own says of itself. */
export interface SameflightErrorDetails {
  /** The key it happened to. Kept shortened. */
  readonly key?: string;
  /** What led to it. */
  readonly cause?: unknown;
}

/**
 * A failure of the cache's own, never of a fetcher: a fetcher's error reaches its callers untouched.
 * `instanceof` recognises these errors by brand and `code`, so that two installed copies of the package agree.
 */
export abstract class SameflightError extends Error {
  /** Stable, for programs: `FLIGHT_TIMEOUT`, `WAIT_TIMEOUT`, `FLIGHT_ABANDONED`, `CIRCULAR_FLIGHT`, `OVERLOADED` or `CLOSED`. */
  abstract readonly code: string;
  /** The key it happened to, shortened. */
  readonly key: string | undefined;
  readonly [BRAND] = true;

  constructor(message: string, { key, cause }: SameflightErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.key = key === undefined ? undefined : shorten(key);
  }

  static [Symbol.hasInstance](this: { readonly code?: string }, value: unknown): boolean {
    if (typeof value !== 'object' || value === null || !(BRAND in value)) return false;
    return this.code === undefined || this.code === (value as SameflightError).code;
  }
}

/** The flight passed its `flightTimeout`. It was given up; its late result is dropped. */
export class FlightTimeoutError extends SameflightError {
  static readonly code = 'FLIGHT_TIMEOUT';
  readonly code = FlightTimeoutError.code;

  constructor(key: string, flightTimeout: number) {
    super(`the flight of "${shorten(key)}" passed its flightTimeout of ${flightTimeout} ms`, { key });
  }
}

/** One waiter's own `timeout` passed. The flight goes on for the others. */
export class WaitTimeoutError extends SameflightError {
  static readonly code = 'WAIT_TIMEOUT';
  readonly code = WaitTimeoutError.code;

  constructor(key: string, timeout: number) {
    super(`waiting for "${shorten(key)}" passed the timeout of ${timeout} ms`, { key });
  }
}

/** The reason of a fetcher's signal when the last waiter has left. */
export class FlightAbandonedError extends SameflightError {
  static readonly code = 'FLIGHT_ABANDONED';
  readonly code = FlightAbandonedError.code;

  constructor(key: string) {
    super(`nobody waits for "${shorten(key)}" any more`, { key });
  }
}

/** A fetcher waits for its own key, directly or through other keys: the wait could never end. */
export class CircularFlightError extends SameflightError {
  static readonly code = 'CIRCULAR_FLIGHT';
  readonly code = CircularFlightError.code;

  constructor(key: string) {
    super(`a fetcher that "${shorten(key)}" waits for asked for "${shorten(key)}": the wait could never end`, { key });
  }
}

/** `maxFlights` fetchers are running, and no stale value may stand in. */
export class OverloadedError extends SameflightError {
  static readonly code = 'OVERLOADED';
  readonly code = OverloadedError.code;

  constructor(key: string, maxFlights: number) {
    super(`no flight for "${shorten(key)}": all ${maxFlights} of maxFlights are in the air`, { key });
  }
}

/** The cache was closed before or during the call. */
export class ClosedError extends SameflightError {
  static readonly code = 'CLOSED';
  readonly code = ClosedError.code;

  constructor() {
    super('the cache is closed');
  }
}
