import { brand, isBranded } from './brand.js';
import { shorten } from './key.js';

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

  constructor(message: string, { key, cause }: SameflightErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    brand(this, 'error');
    this.key = key === undefined ? undefined : shorten(key);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!isBranded(value, 'error')) return false;
    const { code } = this as object as { readonly code?: string };
    return code === undefined || code === (value as SameflightError).code;
  }
}

/** The flight passed its `flightTimeout`. It was given up; its late result is dropped. */
export class FlightTimeoutError extends SameflightError {
  static readonly code: string = 'FLIGHT_TIMEOUT';
  override readonly code: string = 'FLIGHT_TIMEOUT';

  constructor(key: string, flightTimeout: number) {
    super(`the flight of "${shorten(key)}" passed its flightTimeout of ${flightTimeout} ms`, {
      key,
    });
  }
}

/** One waiter's own `timeout` passed. The flight goes on for the others. */
export class WaitTimeoutError extends SameflightError {
  static readonly code: string = 'WAIT_TIMEOUT';
  override readonly code: string = 'WAIT_TIMEOUT';

  constructor(key: string, timeout: number) {
    super(`waiting for "${shorten(key)}" passed the timeout of ${timeout} ms`, { key });
  }
}

/** The reason of a fetcher's signal when the last waiter has left. */
export class FlightAbandonedError extends SameflightError {
  static readonly code: string = 'FLIGHT_ABANDONED';
  override readonly code: string = 'FLIGHT_ABANDONED';

  constructor(key: string) {
    super(`nobody waits for "${shorten(key)}" any more`, { key });
  }
}

/** A fetcher waits for its own key, directly or through other keys: the wait could never end. */
export class CircularFlightError extends SameflightError {
  static readonly code: string = 'CIRCULAR_FLIGHT';
  override readonly code: string = 'CIRCULAR_FLIGHT';

  constructor(key: string) {
    super(
      `a fetcher that "${shorten(key)}" waits for asked for "${shorten(key)}": the wait could never end`,
      { key },
    );
  }
}

/** `maxFlights` fetchers are running, and no stale value may stand in. */
export class OverloadedError extends SameflightError {
  static readonly code: string = 'OVERLOADED';
  override readonly code: string = 'OVERLOADED';

  constructor(key: string, maxFlights: number) {
    super(`no flight for "${shorten(key)}": all ${maxFlights} of maxFlights are in the air`, {
      key,
    });
  }
}

/** The cache was closed before or during the call. */
export class ClosedError extends SameflightError {
  static readonly code: string = 'CLOSED';
  override readonly code: string = 'CLOSED';

  constructor() {
    super('the cache is closed');
  }
}
