import type { BatchControl } from './batch.js';
import type { Batches } from './batches.js';
import { callFetcher } from './call-fetcher.js';
import type { Entry, Lifetime } from './entry.js';
import { FlightAbandonedError, FlightTimeoutError } from './errors.js';
import { rememberFailure } from './failure-memory.js';
import { mayStandIn, tellFallback } from './fallback.js';
import type { Fetcher } from './fetch-context.js';
import { Flight, type FlightControl, type FlightPlan } from './flight.js';
import { FlightContext } from './flight-context.js';
import type { Narrowing } from './freshness.js';
import { drop, keep, weightOf } from './keep.js';
import type { Landing, ValueLanding } from './landing.js';
import { keyOfId } from './namespace.js';
import { oneShotKind } from './one-shot.js';
import { type Parts, shownKey } from './parts.js';
import { RemoteLeg } from './remote-leg.js';
import type { Run } from './waits.js';

/** Where a flight's value comes from: a fetcher for its key, or a batch for several. */
export type Source = Fetcher<unknown> | Batches;

/** Where flights take off and land: runs the fetcher, stores what it returns, and leaves nothing behind. */
export class FlightDeck implements FlightControl, BatchControl {
  readonly #parts: Parts;
  readonly #remoteLeg: RemoteLeg | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#remoteLeg = parts.remote === undefined ? undefined : new RemoteLeg(parts, parts.remote);
  }

  /** Are as many flights in the air as may be? */
  get isFull(): boolean {
    return this.#parts.flights.size >= this.#parts.maxFlights;
  }

  /**
   * Starts a flight. It can be joined from here on, by its own fetcher too.
   *
   * @param stale what is held of the key
   * @param awaitedBy the fetcher that will wait for it, if it is one
   */
  launch(plan: FlightPlan, stale: Entry | undefined, source: Source, awaitedBy?: Run): Flight {
    const { flights, counts, topics } = this.#parts;
    const batch = typeof source === 'function' ? undefined : source.open(plan.background);
    const flight = new Flight(plan, stale, this, batch);
    batch?.takeAboard(flight);
    flights.add(flight);
    if (awaitedBy !== undefined) flight.awaitedBy.add(awaitedBy);
    counts.fetches++;
    if (flights.size > counts.mostFlights) counts.mostFlights = flights.size;
    if (topics.fetch.isHeard)
      topics.fetch.emit({ key: shownKey(plan.key), background: plan.background });
    if (plan.background) this.onBackground(flight);
    if (this.#remoteLeg === undefined) this.#fetch(flight, source);
    else this.#flyByRemote(this.#remoteLeg, flight, source);
    return flight;
  }

  onDeserted(flight: Flight): void {
    const { key, settings } = flight;
    if (settings.whenAbandoned === 'finish') return this.onBackground(flight);
    const { counts, topics } = this.#parts;
    counts.abandoned++;
    this.#end(
      flight,
      { kind: 'failure', error: new FlightAbandonedError(keyOfId(key)), mayFallBack: false },
      'again',
    );
    if (topics.abandon.isHeard) topics.abandon.emit({ key: shownKey(key) });
  }

  onTimeout(flight: Flight): void {
    const { key, settings } = flight;
    this.#fail(flight, new FlightTimeoutError(keyOfId(key), settings.flightTimeout), 'again');
  }

  onBackground(flight: Flight): void {
    if (flight.background) return;
    flight.background = true;
    const { waitUntil } = flight.settings;
    if (waitUntil !== undefined)
      this.#parts.events.guard('waitUntil', () => waitUntil(flight.whenOver()));
  }

  onEarlyAnswer(flight: Flight, value: unknown, lifetime: Lifetime): void {
    refuseOneShot(flight, value);
    const { clock, invalidations } = this.#parts;
    const overtakenAt = invalidations.overtakenAt(lifetime.tags, flight.since);
    const storedAt = clock.now();
    if (!flight.background) this.onBackground(flight);
    flight.answerEarly({
      kind: 'value',
      value,
      source: 'fetched',
      storedAt,
      lifetime,
      overtakenAt,
    });
  }

  standIn({ stale, key }: Flight, narrowed?: Narrowing): Entry | undefined {
    if (stale === undefined || !mayStandIn(this.#parts, stale, narrowed)) return undefined;
    tellFallback(this.#parts, key, stale);
    return stale;
  }

  #flyByRemote(remoteLeg: RemoteLeg, flight: Flight, source: Source): void {
    void remoteLeg.fly(flight).then((entry) => {
      if (entry === undefined) this.#fetch(flight, source);
      else this.#land(flight, entry, 'hit');
    });
  }

  #fetch(flight: Flight, source: Source): void {
    if (flight.isOver) return;
    const context = new FlightContext(flight, this.#parts);
    if (typeof source !== 'function') return source.fetch(flight, context);
    const isDetached = flight.background || flight.settings.context === 'detached';
    callFetcher(source, context, flight, isDetached).then(
      (value) => this.onValue(flight, value, context),
      (error: unknown) => this.onFailure(flight, error),
    );
  }

  onValue(flight: Flight, value: unknown, context: FlightContext): void {
    let kept: unknown;
    try {
      refuseOneShot(flight, value);
      const { copy } = this.#parts;
      kept = copy === undefined ? value : copy(value);
    } catch (error) {
      return this.#fail(flight, error, 'alone');
    }
    const lifetime = context.lifetime();
    const entry = { value: kept, storedAt: this.#parts.clock.now(), lifetime };
    if (this.#land(flight, entry, 'fetched', context.weight))
      this.#remoteLeg?.store(flight, kept, lifetime);
  }

  // Says whether the flight was still in the air.
  #land(
    flight: Flight,
    entry: Pick<Entry, 'value' | 'storedAt' | 'lifetime'>,
    source: ValueLanding<unknown>['source'],
    givenWeight?: number,
  ): boolean {
    const { key, since } = flight;
    const { value, storedAt, lifetime } = entry;
    const { invalidations, store } = this.#parts;
    const weight = givenWeight ?? weightOf(this.#parts, key, entry);
    if (flight.isOver) return false;
    const isOvertaken = flight.isFenced || invalidations.isOvertaken(lifetime.tags, since);
    if (isOvertaken) drop(this.#parts, key, 'invalidated');
    else {
      const { changes } = invalidations;
      flight.isLanding = true;
      const isStored = keep(this.#parts, key, entry, weight);
      // Whoever heard that it was stored may have invalidated it, or ended the flight.
      if (invalidations.changes !== changes && isStored && !store.holds(key, value))
        flight.isFenced = true;
    }
    if (flight.isOver) return false;
    const overtakenAt = invalidations.overtakenAt(lifetime.tags, since);
    this.#end(flight, { kind: 'value', value, source, storedAt, lifetime, overtakenAt });
    return true;
  }

  #fail(flight: Flight, error: unknown, next: 'again' | 'alone'): void {
    if (flight.isOver) return;
    this.#parts.counts.failures++;
    rememberFailure(this.#parts, flight, error);
    this.#end(flight, { kind: 'failure', error, mayFallBack: true }, next);
  }

  onFailure(flight: Flight, error: unknown): void {
    this.#fail(flight, error, 'alone');
  }

  // Upstream has it no more: what is held of it goes.
  onAbsent(flight: Flight): void {
    if (flight.isOver) return;
    if (!flight.isFenced) this.#parts.store.delete(flight.key);
    this.#remoteLeg?.withdraw(flight);
    this.#end(flight, { kind: 'absent' }, 'alone');
  }

  // Out of the air first: whoever asks from now on starts afresh.
  #end(flight: Flight, landing: Landing, next?: 'again' | 'alone'): void {
    this.#parts.flights.remove(flight);
    flight.end(landing);
    flight.run.excuse(flight);
    if (next !== undefined) this.#remoteLeg?.release(flight, next);
    this.#tell(flight, landing);
  }

  #tell({ key, startedAt, background }: Flight, landing: Landing): void {
    const { deadlines, topics } = this.#parts;
    if (landing.kind === 'value' && topics.land.isHeard) {
      const from = landing.source === 'fetched' ? 'upstream' : 'remote';
      const duration = deadlines.now() - startedAt;
      topics.land.emit({ key: shownKey(key), background, duration, from });
    }
    if (landing.kind === 'failure' && landing.mayFallBack && topics.failure.isHeard) {
      const { error } = landing;
      const duration = deadlines.now() - startedAt;
      topics.failure.emit({ key: shownKey(key), background, duration, error });
    }
  }
}

// Throws, too, what a value throws that does not let itself be looked at.
function refuseOneShot({ key }: Flight, value: unknown): void {
  const oneShot = oneShotKind(value);
  if (oneShot === undefined) return;
  throw new TypeError(
    `the fetcher of "${shownKey(key)}" returned ${oneShot}, which can be read only once; return what was read from it`,
  );
}
