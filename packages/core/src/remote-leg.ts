import { type Entry, type Lifetime, lifetimeOf } from './entry.js';
import type { Flight } from './flight.js';
import { freshness } from './freshness.js';
import { keep } from './keep.js';
import { type Parts, shownKey } from './parts.js';
import type { Claim, RemoteRecord, RemoteTier } from './remote.js';

/** The part of a flight that goes by L2: read it, take the lease, or wait for whoever holds it. */
export class RemoteLeg {
  readonly #parts: Parts;
  readonly #remote: RemoteTier;

  constructor(parts: Parts, remote: RemoteTier) {
    this.#parts = parts;
    this.#remote = remote;
  }

  /** The entry from L2; or `undefined` when this process is to fetch, under the flight's lease if it got one. */
  async fly(flight: Flight): Promise<Entry | undefined> {
    while (!flight.isOver) {
      const claim = await this.#claim(flight);
      if (claim === undefined) return undefined;
      if (claim.kind === 'stored') {
        const entry = this.#entry(flight, claim.record);
        if (entry !== undefined) return entry;
        flight.refresh = true;
        continue;
      }
      if (claim.kind === 'granted') flight.lease = claim.lease;
      if (flight.isOver) break;
      if (claim.stale !== undefined) this.#useStale(flight, claim.stale);
      if (claim.kind === 'granted') return undefined;
      flight.run.excuse(flight);
      if ((await claim.settled) === 'alone') return undefined;
      // Whoever fetched meanwhile fetched as anew as anyone could ask for.
      flight.refresh = false;
    }
    this.release(flight, 'again');
    return undefined;
  }

  /** Writes a fetched value under the flight's lease. */
  store(flight: Flight, value: unknown, lifetime: Lifetime, isWanted: boolean): void {
    const { lease } = flight;
    if (lease === undefined) return;
    if (!isWanted || !(lifetime.retention > 0))
      return this.release(flight, flight.isFenced ? 'again' : 'alone');
    flight.lease = undefined;
    const { ttl, staleWhileRevalidate, staleIfError, keep } = lifetime;
    const windows = { ttl, staleWhileRevalidate, staleIfError, keep };
    this.#finish(flight, 'write', () => lease.write({ value, windows, tags: lifetime.tags }));
  }

  /** Gives the flight's lease back, if it holds one. */
  release(flight: Flight, next: 'again' | 'alone'): void {
    const { lease } = flight;
    flight.lease = undefined;
    if (lease !== undefined) this.#finish(flight, 'lease', () => lease.release(next));
  }

  async #claim(flight: Flight): Promise<Claim | undefined> {
    const { key } = flight.plan;
    try {
      return await this.#remote.claim(key, { refresh: flight.refresh, signal: flight.signal });
    } catch (error) {
      this.#report('claim', key, error);
      return undefined;
    }
  }

  #entry({ plan }: Flight, record: RemoteRecord): Entry | undefined {
    try {
      const { validate, refreshAhead } = plan.settings;
      if (validate?.(record.value) === false)
        throw new TypeError('`validate` refused the value that L2 holds');
      return {
        value: record.value,
        storedAt: this.#parts.clock.now() - record.age,
        lifetime: lifetimeOf(record.windows, refreshAhead, record.tags, plan.since),
        failure: undefined,
      };
    } catch (error) {
      this.#report('validate', plan.key, error);
      return undefined;
    }
  }

  // Newer than what memory holds, or all there is: kept, and served at once to those who take it.
  #useStale(flight: Flight, record: RemoteRecord): void {
    const entry = this.#entry(flight, record);
    if (
      entry === undefined ||
      (flight.stale !== undefined && flight.stale.storedAt >= entry.storedAt)
    )
      return;
    const { clock, invalidations } = this.#parts;
    const { value, storedAt, lifetime } = entry;
    const overtakenAt = invalidations.overtakenAt(lifetime.tags, flight.plan.since);
    if (flight.isFenced || overtakenAt > 0) return;
    flight.stale = entry;
    keep(this.#parts, flight.plan.key, value, storedAt, lifetime);
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
    const { key, settings } = flight.plan;
    const { events } = this.#parts;
    const work = callAsync(act).then(
      () => undefined,
      (error: unknown) => this.#report(operation, key, error),
    );
    const { waitUntil } = settings;
    if (waitUntil !== undefined) events.guard('waitUntil', () => waitUntil(work));
  }

  #report(operation: string, id: string, error: unknown): void {
    const { events } = this.#parts;
    if (events.hears('remote-failure'))
      events.emit('remote-failure', { operation, key: shownKey(id), error });
  }
}

// A tier that throws where it should reject harms nobody.
async function callAsync(act: () => Promise<unknown>): Promise<unknown> {
  return act();
}
