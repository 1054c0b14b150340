import { callFetcher } from './call-fetcher.js';
import type { FetchContext } from './fetch-context.js';
import type { Flight } from './flight.js';
import { assertKey, describe } from './key.js';
import { ABSENT } from './landing.js';
import { keyOfId } from './namespace.js';
import type { Run } from './waits.js';

/** Gets the values of many keys from upstream in one call. A key that it does not return is absent; one that was not asked for is ignored. */
export type ManyFetcher<Value> = (
  keys: readonly string[],
  context: FetchManyContext,
) => ReadonlyMap<string, Value> | PromiseLike<ReadonlyMap<string, Value>>;

/** What the fetcher of a batch is given. */
export interface FetchManyContext {
  /** Aborts when nobody waits for any of the keys any more. */
  readonly signal: AbortSignal;
  /** The context of one key: its stale value, and how its own value is to be stored. */
  of(key: string): FetchContext;
  /** Fails one key, and leaves the others alone. */
  fail(key: string, error: unknown): void;
}

/** A key that a batch fetches, and what is to be done with what comes of it. */
export interface Seat {
  readonly context: FetchContext;
  readonly land: (value: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** What the fetcher said of one key: its value, or a throw of what it failed with. */
type Outcome = (key: string) => unknown;

/** One call of a batch's fetcher. It starts when each of its flights has come to the point of fetching, or needs no fetch. */
export class Batch implements Run {
  /** The flights that it fetches for, or will. */
  readonly aboard: Set<Flight> = new Set();
  isOver = false;

  readonly #fetchMany: ManyFetcher<unknown>;
  readonly #isDetached: boolean;
  readonly #awaited: Set<Flight> = new Set();
  readonly #seats: Map<string, Seat> = new Map();
  readonly #controller: AbortController = new AbortController();
  #isComplete = false;
  #hasStarted = false;

  constructor(fetchMany: ManyFetcher<unknown>, isDetached: boolean) {
    this.#fetchMany = fetchMany;
    this.#isDetached = isDetached;
  }

  takeAboard(flight: Flight): void {
    this.aboard.add(flight);
    this.#awaited.add(flight);
  }

  /** Every flight that there will be is aboard. */
  complete(): void {
    this.#isComplete = true;
    this.#startWhenReady();
  }

  /** Fetches for one flight. One that comes too late for the call is fetched for alone. */
  fetch(flight: Flight, seat: Seat): void {
    const { key } = seat.context;
    if (this.#hasStarted) return this.#fetchAlone(flight, key, seat);
    this.aboard.add(flight);
    this.#seats.set(key, seat);
    this.#awaited.delete(flight);
    this.#startWhenReady();
  }

  excuse(flight: Flight): void {
    this.#awaited.delete(flight);
    this.aboard.delete(flight);
    if (!this.#hasStarted) this.#seats.delete(keyOfId(flight.key));
    else if (this.aboard.size === 0 && !this.isOver) this.#controller.abort(flight.signal.reason);
    this.#startWhenReady();
  }

  #startWhenReady(): void {
    if (this.#hasStarted || !this.#isComplete || this.#awaited.size > 0 || this.#seats.size === 0)
      return;
    this.#hasStarted = true;
    this.#call(this.#seats, this.#controller.signal, this).then(
      (outcome) => {
        this.isOver = true;
        for (const [key, seat] of this.#seats) settle(seat, key, outcome);
      },
      (error: unknown) => {
        this.isOver = true;
        for (const { fail } of this.#seats.values()) fail(error);
      },
    );
  }

  #fetchAlone(flight: Flight, key: string, seat: Seat): void {
    this.#call(new Map([[key, seat]]), flight.signal, flight).then(
      (outcome) => settle(seat, key, outcome),
      seat.fail,
    );
  }

  #call(seats: ReadonlyMap<string, Seat>, signal: AbortSignal, run: Run): Promise<Outcome> {
    const call = () => callMany(this.#fetchMany, seats, signal);
    return callFetcher(call, undefined, run, this.#isDetached);
  }
}

/** The batches of one call: one for the keys that are missing, one to refresh the stale ones. */
export class Batches {
  readonly #missing: Batch;
  readonly #stale: Batch;

  constructor(fetchMany: ManyFetcher<unknown>, isDetached: boolean) {
    this.#missing = new Batch(fetchMany, isDetached);
    this.#stale = new Batch(fetchMany, true);
  }

  batch(background: boolean): Batch {
    return background ? this.#stale : this.#missing;
  }

  complete(): void {
    this.#missing.complete();
    this.#stale.complete();
  }
}

function settle({ land, fail }: Seat, key: string, outcome: Outcome): void {
  let value: unknown;
  try {
    value = outcome(key);
  } catch (error) {
    return fail(error);
  }
  land(value);
}

async function callMany(
  fetchMany: ManyFetcher<unknown>,
  seats: ReadonlyMap<string, Seat>,
  signal: AbortSignal,
): Promise<Outcome> {
  const failures = new Map<string, unknown>();
  const values: unknown = await fetchMany([...seats.keys()], {
    signal,
    of: (key) => contextOf(seats, key),
    fail: (key, error) => failures.set(contextOf(seats, key).key, error),
  });
  if (!(values instanceof Map))
    throw new TypeError(
      `the fetcher of a batch must return a Map from key to value, got ${describe(values)}`,
    );
  return (key) => {
    if (failures.has(key)) throw failures.get(key);
    if (!values.has(key)) throw ABSENT;
    return values.get(key);
  };
}

function contextOf(seats: ReadonlyMap<string, Seat>, key: string): FetchContext {
  assertKey(key);
  const seat = seats.get(key);
  if (seat === undefined)
    throw new RangeError(
      `\`key\` must be one of the keys that this batch fetches, got ${describe(key)}`,
    );
  return seat.context;
}
