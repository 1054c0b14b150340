import { callFetcher } from './call-fetcher.js';
import type { FetchContext, Fetcher } from './fetch-context.js';
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

type Outcome = (key: string) => unknown;

/** One call of a batch's fetcher. It starts when each of its flights has come to the point of fetching, or needs no fetch. */
export class Batch implements Run {
  /** The flights that it fetches for, or will. */
  readonly aboard: Set<Flight> = new Set();
  isOver = false;

  readonly #fetchMany: ManyFetcher<unknown>;
  readonly #isDetached: boolean;
  readonly #awaited: Set<Flight> = new Set();
  readonly #contexts: Map<string, FetchContext> = new Map();
  readonly #controller: AbortController = new AbortController();
  readonly #boarded: ((work: Promise<Outcome>) => void)[] = [];
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

  /** The value of one key. A flight that comes too late for the call is fetched for alone. */
  async fetch(flight: Flight, context: FetchContext): Promise<unknown> {
    if (this.#hasStarted) return fetchAlone(this.#fetchMany, flight, context);
    this.aboard.add(flight);
    this.#contexts.set(context.key, context);
    this.#awaited.delete(flight);
    const work = new Promise<Outcome>((resolve) => this.#boarded.push(resolve));
    this.#startWhenReady();
    const outcome = await work;
    return outcome(context.key);
  }

  excuse(flight: Flight): void {
    this.#awaited.delete(flight);
    this.aboard.delete(flight);
    if (!this.#hasStarted) this.#contexts.delete(keyOfId(flight.key));
    else if (this.aboard.size === 0 && !this.isOver) this.#controller.abort(flight.signal.reason);
    this.#startWhenReady();
  }

  #startWhenReady(): void {
    if (
      this.#hasStarted ||
      !this.#isComplete ||
      this.#awaited.size > 0 ||
      this.#contexts.size === 0
    )
      return;
    this.#hasStarted = true;
    const work = callFetcher(
      (contexts) => callMany(this.#fetchMany, contexts, this.#controller.signal),
      this.#contexts,
      this,
      this.#isDetached,
    );
    const markOver = (): void => {
      this.isOver = true;
    };
    work.then(markOver, markOver);
    for (const handOver of this.#boarded.splice(0)) handOver(work);
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

  /** The fetcher of one flight, as a part of its batch. */
  fetcher(flight: Flight, background: boolean): Fetcher<unknown> {
    const batch = this.batch(background);
    batch.takeAboard(flight);
    return (context) => batch.fetch(flight, context);
  }

  complete(): void {
    this.#missing.complete();
    this.#stale.complete();
  }
}

async function fetchAlone(
  fetchMany: ManyFetcher<unknown>,
  flight: Flight,
  context: FetchContext,
): Promise<unknown> {
  const outcome = await callMany(fetchMany, new Map([[context.key, context]]), flight.signal);
  return outcome(context.key);
}

async function callMany(
  fetchMany: ManyFetcher<unknown>,
  contexts: ReadonlyMap<string, FetchContext>,
  signal: AbortSignal,
): Promise<Outcome> {
  const failures = new Map<string, unknown>();
  const values: unknown = await fetchMany([...contexts.keys()], {
    signal,
    of: (key) => contextOf(contexts, key),
    fail: (key, error) => failures.set(contextOf(contexts, key).key, error),
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

function contextOf(contexts: ReadonlyMap<string, FetchContext>, key: string): FetchContext {
  assertKey(key);
  const context = contexts.get(key);
  if (context === undefined)
    throw new RangeError(
      `\`key\` must be one of the keys that this batch fetches, got ${describe(key)}`,
    );
  return context;
}
