import { type Enter, thisContext } from './async-context.js';
import { callFetcher } from './call-fetcher.js';
import type { FetchContext } from './fetch-context.js';
import type { Carrier, Flight } from './flight.js';
import type { FlightContext } from './flight-context.js';
import { assertKey, describe } from './key.js';
import { keyOfId } from './namespace.js';
import { type Awaited, Waits } from './waits.js';

/**
 * Gets the values of many keys from upstream in one call. A key that it does not return is absent; one that was not asked for is ignored.
 * A value may be a promise of its own.
 */
export type ManyFetcher<Value> = (
  keys: readonly string[],
  context: FetchManyContext,
) => ManyValues<Value> | PromiseLike<ManyValues<Value>>;

type ManyValues<Value> = ReadonlyMap<string, Value | PromiseLike<Value>>;

/** What the fetcher of a batch is given. */
export interface FetchManyContext {
  /** Aborts when nobody waits for any of the keys any more, when the call fails, and when the cache closes. */
  readonly signal: AbortSignal;
  /** The context of one key: its stale value, and how its own value is to be stored. */
  of(key: string): FetchContext;
  /** Fails one key, and leaves the others alone. */
  fail(key: string, error: unknown): void;
}

/** Who lands the flights of a batch, one by one. */
export interface BatchControl {
  onValue(flight: Flight, value: unknown, context: FlightContext): void;
  onAbsent(flight: Flight): void;
  onFailure(flight: Flight, error: unknown): void;
}

/** A flight that a batch fetches for. */
interface Seat {
  readonly flight: Flight;
  readonly context: FlightContext;
}

type Seats = ReadonlyMap<string, Seat>;

/** What the fetcher said. */
interface Answer {
  readonly values: ManyValues<unknown>;
  readonly failures: ReadonlyMap<string, unknown>;
}

/** One call of a batch's fetcher. It starts when each of its flights has come to the point of fetching, or needs no fetch. */
export class Batch implements Carrier {
  isOver = false;
  readonly awaitedBy: Waits = new Waits();

  readonly #fetchMany: ManyFetcher<unknown>;
  readonly #isDetached: boolean;
  readonly #control: BatchControl;
  readonly #asStarter: Enter = thisContext();
  readonly #aboard: Set<Awaited> = new Set();
  readonly #awaited: Set<Flight> = new Set();
  readonly #seats: Map<string, Seat> = new Map();
  readonly #controller: AbortController = new AbortController();
  #isComplete = false;
  #hasStarted = false;

  constructor(fetchMany: ManyFetcher<unknown>, isDetached: boolean, control: BatchControl) {
    this.#fetchMany = fetchMany;
    this.#isDetached = isDetached;
    this.#control = control;
  }

  /** May flights still come aboard? */
  get isOpen(): boolean {
    return !this.#hasStarted;
  }

  carries(flight: Awaited): boolean {
    return this.#aboard.has(flight);
  }

  /** A flight that will come to the point of fetching, unless it is excused. */
  takeAboard(flight: Flight): void {
    if (this.#aboard.has(flight)) return;
    this.#aboard.add(flight);
    this.#awaited.add(flight);
    flight.awaitedBy.countIn(this.awaitedBy);
  }

  /** A flight has come to the point of fetching. */
  seat(flight: Flight, context: FlightContext): void {
    this.#awaited.delete(flight);
    this.#seats.set(context.key, { flight, context });
    this.#startWhenReady();
  }

  /** A flight has ended, or goes on without the batch. */
  excuse(flight: Flight): void {
    if (!this.#aboard.delete(flight)) return;
    flight.awaitedBy.countAlone();
    if (this.#hasStarted) return this.#abortWhenDeserted(flight);
    this.#awaited.delete(flight);
    this.#seats.delete(keyOfId(flight.key));
    // Others may be about to leave with it: whoever is then left goes.
    queueMicrotask(() => this.#startWhenReady());
  }

  /** Every flight that there will be is aboard. */
  complete(): void {
    this.#isComplete = true;
    this.#startWhenReady();
  }

  #startWhenReady(): void {
    const isReady = this.#isComplete && this.#awaited.size === 0 && this.#seats.size > 0;
    if (this.#hasStarted || !isReady) return;
    this.#hasStarted = true;
    this.#call().then(
      (answer) => this.#land(answer),
      (error: unknown) => this.#fail(error),
    );
  }

  #call(): Promise<Answer> {
    const fetcher = (seats: Seats): Promise<Answer> =>
      callMany(this.#fetchMany, seats, this.#controller.signal);
    return this.#asStarter(() => callFetcher(fetcher, this.#seats, this, this.#isDetached));
  }

  #land(answer: Answer): void {
    this.isOver = true;
    for (const [key, seat] of this.#seats) landOne(this.#control, key, seat, answer);
  }

  #fail(error: unknown): void {
    this.isOver = true;
    for (const { flight } of this.#seats.values()) this.#control.onFailure(flight, error);
    this.#controller.abort(error);
  }

  #abortWhenDeserted({ signal }: Flight): void {
    if (this.#aboard.size === 0 && !this.isOver) this.#controller.abort(signal.reason);
  }
}

function landOne(
  control: BatchControl,
  key: string,
  { flight, context }: Seat,
  { values, failures }: Answer,
): void {
  const fail = (error: unknown): void => control.onFailure(flight, error);
  if (failures.has(key)) return fail(failures.get(key));
  let isAbsent: boolean;
  let value: unknown;
  let isThenable: boolean;
  // A map of the user's own making, and values with a `then` of their own, may throw.
  try {
    isAbsent = !values.has(key);
    value = values.get(key);
    isThenable = typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
  } catch (error) {
    return fail(error);
  }
  if (isAbsent) control.onAbsent(flight);
  else if (!isThenable) control.onValue(flight, value, context);
  else Promise.resolve(value).then((settled) => control.onValue(flight, settled, context), fail);
}

async function callMany(
  fetchMany: ManyFetcher<unknown>,
  seats: Seats,
  signal: AbortSignal,
): Promise<Answer> {
  const failures = new Map<string, unknown>();
  const values: unknown = await fetchMany([...seats.keys()], contextFor(seats, failures, signal));
  if (isLikeMap(values)) return { values, failures };
  throw new TypeError(
    `the fetcher of a batch must return a Map from key to value, got ${describe(values)}`,
  );
}

// Made apart: whoever keeps the context must not keep the values.
function contextFor(
  seats: Seats,
  failures: Map<string, unknown>,
  signal: AbortSignal,
): FetchManyContext {
  return {
    signal,
    of: (key) => contextOf(seats, key),
    fail: (key, error) => {
      failures.set(contextOf(seats, key).key, error);
    },
  };
}

function contextOf(seats: Seats, key: string): FetchContext {
  assertKey(key);
  const seat = seats.get(key);
  if (seat === undefined)
    throw new RangeError(
      `\`key\` must be one of the keys that this batch fetches, got ${describe(key)}`,
    );
  return seat.context;
}

function isLikeMap(values: unknown): values is ManyValues<unknown> {
  if (typeof values !== 'object' || values === null) return false;
  const { get, has } = values as Partial<ManyValues<unknown>>;
  return typeof get === 'function' && typeof has === 'function';
}
