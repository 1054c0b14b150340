import type { Entry, Lifetime } from './entry.js';
import { ClosedError } from './errors.js';
import { FlightDeck } from './flight-deck.js';
import { GetOrFetch } from './get-or-fetch.js';
import { keep, weightOf } from './keep.js';
import type { CacheOptions } from './options.js';
import { assemble, type Parts } from './parts.js';
import type { RemoteTier } from './remote.js';
import { fromRemote, toRemote } from './remote-entry.js';
import { tellRemoteFailure } from './remote-failure.js';

/** The one heart that a cache and all its namespaces share. */
export class CacheCore {
  readonly parts: Parts;
  readonly options: CacheOptions;
  readonly deck: FlightDeck;
  readonly walk: GetOrFetch;
  isClosed = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: CacheOptions) {
    this.options = options;
    this.parts = assemble(options);
    this.deck = new FlightDeck(this.parts);
    this.walk = new GetOrFetch(this.parts, this.deck, () => this.isClosed);
    this.#listenToRemote();
  }

  assertOpen(): void {
    if (this.isClosed) throw new ClosedError();
  }

  /** From now on nobody in this process gets what was fetched for the key before. */
  forget(id: string): boolean {
    const { flights, invalidations, store } = this.parts;
    invalidations.noteChange();
    flights.detach(id);
    return store.delete(id);
  }

  forgetAll(): void {
    const { flights, invalidations, store } = this.parts;
    invalidations.noteChange();
    flights.detachAll();
    store.clear();
  }

  /**
   * Forgets something here at once, has L2 invalidate it, and forgets it here once more when L2 has:
   * a flight that began meanwhile may have read the old value.
   *
   * @throws what the tier says, where L2 did not confirm
   */
  async invalidate(
    forget: () => void,
    invalidateRemote: (remote: RemoteTier) => Promise<void>,
  ): Promise<void> {
    const { remote } = this.parts;
    forget();
    if (remote === undefined) return;
    await invalidateRemote(remote);
    forget();
  }

  /** What L2 holds fresh. Kept in memory too, unless anything was invalidated, or something newer kept, while it was read. */
  async readRemote(id: string): Promise<Entry | undefined> {
    const { clock, invalidations, remote, store } = this.parts;
    if (remote === undefined || store.entry(id)?.lifetime.mustRefetch) return undefined;
    const { changes, sequence } = invalidations;
    const askedAt = clock.now();
    try {
      const record = await remote.read(id);
      if (record === undefined || record.age >= record.windows.ttl) return undefined;
      const entry = fromRemote(record, askedAt, this.options, sequence);
      const weight = weightOf(this.parts, id, entry);
      const held = store.entry(id);
      const isNewest = held === undefined || held.storedAt < entry.storedAt;
      if (invalidations.changes === changes && isNewest) keep(this.parts, id, entry, weight);
      return entry;
    } catch (error) {
      tellRemoteFailure(this.parts, { operation: 'read', key: id, error });
      return undefined;
    }
  }

  /** Writes a value that was set by hand to L2; where that fails it is told as an event. */
  async writeRemote(id: string, value: unknown, lifetime: Lifetime): Promise<void> {
    try {
      await this.parts.remote?.write(id, toRemote(value, lifetime));
    } catch (error) {
      tellRemoteFailure(this.parts, { operation: 'write', key: id, error });
    }
  }

  close(): Promise<void> {
    if (!this.isClosed) {
      this.isClosed = true;
      this.#ended = this.#end();
    }
    return this.#ended;
  }

  async #end(): Promise<void> {
    const { deadlines, events, flights, invalidations, remote, store } = this.parts;
    // What is still being read from L2 is not to be kept.
    invalidations.noteChange();
    flights.endAll({ kind: 'failure', error: new ClosedError(), mayFallBack: false });
    store.clear();
    deadlines.close();
    events.close();
    await remote?.close();
  }

  #listenToRemote(): void {
    const { invalidations, remote } = this.parts;
    remote?.listen({
      keyInvalidated: (id) => this.forget(id),
      tagInvalidated: (tag) => invalidations.invalidateTag(tag),
      cleared: () => this.forgetAll(),
      // What is in memory may have been invalidated by a message that was lost.
      resumed: () => this.forgetAll(),
      failed: (failure) => tellRemoteFailure(this.parts, failure),
    });
  }
}
