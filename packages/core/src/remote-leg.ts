import type { Entry, Lifetime } from './entry.js';
import type { Flight } from './flight.js';
import { freshness } from './freshness.js';
import { drop, keep, weightOf } from './keep.js';
import type { Parts } from './parts.js';
import type { ClaimOptions, RemoteRecord, RemoteTier } from './remote.js';
import { fromRemote, toRemote } from './remote-entry.js';
import { tellRemoteFailure } from './remote-failure.js';

/** The part of a flight that goes by L2: read it, take the lease, or wait for whoever holds it. */
export class RemoteLeg {
  readonly #parts: Parts;
  readonly #remote: RemoteTier;

  constructor(parts: Parts, remote: RemoteTier) {
    this.#parts = parts;
    this.#remote = remote;
  }

  /**
   * The entry from L2; or `undefined` when this process is to fetch, under the flight's lease if it got one.
   * Never rejects: a tier that breaks its contract counts as out of reach.
   */
  async fly(flight: Flight): Promise<Entry | undefined> {
    try {
      let waitedSince = Number.POSITIVE_INFINITY;
      while (!flight.isOver) {
        // Whoever fetched while this flight waited fetched as anew as anyone could ask for.
        const refresh = flight.refresh && waitedSince === Number.POSITIVE_INFINITY;
        const { isFenced } = flight;
        const askedAt = this.#parts.clock.now();
        const claim = await this.#remote.claim(flight.key, new FlightClaim(flight, refresh));
        if (claim.kind === 'stored') {
          const entry = this.#entry(flight, claim.record, askedAt);
          const storedAt = this.#parts.clock.now() - claim.record.age;
          const isNew = refresh || !flight.refresh || storedAt > waitedSince;
          if (entry !== undefined && isNew) return entry;
          // A tier that will not let it be fetched anew would be asked for ever.
          if (refresh) return undefined;
          flight.refresh = true;
          waitedSince = Number.POSITIVE_INFINITY;
          continue;
        }
        if (claim.kind === 'granted') {
          flight.lease = claim.lease;
          flight.isLeaseNewer = isFenced;
          flight.mayBeInRemote = refresh || claim.stale !== undefined;
        }
        if (flight.isOver) break;
        if (claim.stale !== undefined) this.#useStale(flight, claim.stale, askedAt);
        if (claim.kind === 'granted') return undefined;
        flight.run.excuse(flight);
        waitedSince = Math.min(waitedSince, this.#parts.clock.now());
        if ((await claim.settled) === 'alone') return undefined;
      }
      this.release(flight, 'again');
    } catch (error) {
      this.#report('claim', flight.key, error);
    }
    return undefined;
  }

  /** Writes a fetched value under the flight's lease. Whether a tag has overtaken it L2 knows best. */
  store(flight: Flight, value: unknown, lifetime: Lifetime): void {
    const { lease } = flight;
    if (lease === undefined) return;
    if (flight.isFenced && !flight.isLeaseNewer) return this.release(flight, 'again');
    if (!(lifetime.retention > 0)) return this.withdraw(flight);
    flight.lease = undefined;
    this.#finish(flight, 'write', async () => {
      const isStored = await lease.write(toRemote(value, lifetime));
      if (!isStored) this.#unkeep(flight, value);
    });
  }

  /** Sees to it that L2 holds nothing that upstream has no more, or does not want to be kept. Those who wait fetch alone. */
  withdraw(flight: Flight): void {
    const { isFenced, key, mayBeInRemote } = flight;
    this.release(flight, 'alone');
    if (mayBeInRemote && !isFenced) this.#finish(flight, 'delete', () => this.#remote.delete(key));
  }

  /** Gives the flight's lease back, if it holds one. */
  release(flight: Flight, next: 'again' | 'alone'): void {
    const { lease } = flight;
    flight.lease = undefined;
    if (lease !== undefined) this.#finish(flight, 'lease', () => lease.release(next));
  }

  // L2 knows that the value was overtaken; this process has yet to hear of it.
  #unkeep({ key }: Flight, value: unknown): void {
    const { store } = this.#parts;
    if (!Object.is(store.entry(key)?.value, value)) return;
    store.delete(key);
    drop(this.#parts, key, 'invalidated');
  }

  #entry(
    { key, settings, since }: Flight,
    record: RemoteRecord,
    askedAt: number,
  ): Entry | undefined {
    try {
      return fromRemote(record, askedAt, settings, since);
    } catch (error) {
      this.#report('validate', key, error);
      return undefined;
    }
  }

  // Newer than what memory holds, or all there is: kept, and served at once to those who take it.
  #useStale(flight: Flight, record: RemoteRecord, askedAt: number): void {
    const entry = this.#entry(flight, record, askedAt);
    if (
      entry === undefined ||
      (flight.stale !== undefined && flight.stale.storedAt >= entry.storedAt)
    )
      return;
    const { clock, invalidations } = this.#parts;
    const { value, storedAt, lifetime } = entry;
    const weight = weightOf(this.#parts, flight.key, entry);
    const overtakenAt = invalidations.overtakenAt(lifetime.tags, flight.since);
    if (flight.isOver || flight.isFenced || overtakenAt > 0) return;
    flight.stale = entry;
    keep(this.#parts, flight.key, entry, weight);
    if (freshness(clock.now() - storedAt, lifetime) !== 'stale' || flight.refresh) return;
    flight.answerStale({
      kind: 'value',
      value,
      source: 'stale',
      storedAt,
      lifetime,
      overtakenAt: 0,
    });
  }

  #finish(flight: Flight, operation: string, act: () => Promise<unknown>): void {
    const { key, settings } = flight;
    const { events } = this.#parts;
    const work = callAsync(act).then(
      () => undefined,
      (error: unknown) => this.#report(operation, key, error),
    );
    const { waitUntil } = settings;
    if (waitUntil !== undefined) events.guard('waitUntil', () => waitUntil(work));
  }

  #report(operation: string, key: string, error: unknown): void {
    tellRemoteFailure(this.#parts, { operation, key, error });
  }
}

/** The terms of a flight's claim. Its signal is made for a tier that asks for it, as one does that has to wait. */
class FlightClaim implements ClaimOptions {
  readonly #flight: Flight;
  readonly refresh: boolean;

  constructor(flight: Flight, refresh: boolean) {
    this.#flight = flight;
    this.refresh = refresh;
  }

  get signal(): AbortSignal {
    return this.#flight.signal;
  }
}

// A tier that throws where it should reject harms nobody.
async function callAsync(act: () => Promise<unknown>): Promise<unknown> {
  return act();
}
