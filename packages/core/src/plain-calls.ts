import type { CacheCore } from './cache-core.js';
import type { Clock } from './clock.js';
import type { CallCounts } from './counters.js';
import type { Directory } from './directory.js';
import { NOTHING } from './entry.js';
import type { Topics } from './events.js';
import type { Fetcher } from './fetch-context.js';
import type { Flight } from './flight.js';
import type { Invalidations } from './invalidation.js';
import type { MemoryStore } from './memory-store.js';
import type { Namespace } from './namespace.js';
import type { GetOrFetchOptions } from './options.js';
import { runningFetch, shownKey } from './parts.js';
import type { SettingsResolver } from './settings.js';

/**
 * The paths to keep fast: calls that bring nothing but perhaps a ttl, and find a fresh value, a flight to join, or nothing
 * at all. A hit touches no flight, no lock and no timer, and allocates nothing after the first; a join allocates nothing.
 */
export class PlainCalls {
  readonly #core: CacheCore;
  readonly #directory: Directory<Flight>;
  readonly #store: MemoryStore;
  readonly #clock: Clock;
  readonly #invalidations: Invalidations;
  readonly #counts: CallCounts;
  readonly #hits: Topics['hit'];
  readonly #namespace: Namespace;
  readonly #settings: SettingsResolver;
  readonly #areCopied: boolean;
  readonly #areTimed: boolean;

  constructor(core: CacheCore, namespace: Namespace, settings: SettingsResolver) {
    const { timeout, softTimeout } = settings.resolve(undefined);
    const { parts } = core;
    this.#core = core;
    this.#directory = parts.directory;
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#invalidations = parts.invalidations;
    this.#counts = parts.counts;
    this.#hits = parts.topics.hit;
    this.#namespace = namespace;
    this.#settings = settings;
    this.#areCopied = core.options.copy !== undefined;
    this.#areTimed = Math.min(timeout, softTimeout) < Number.POSITIVE_INFINITY;
  }

  /** The answer to such a call; `undefined` to any other. */
  answer(key: unknown, fetcher: unknown, options: unknown): Promise<unknown> | undefined {
    if (this.#areCopied || typeof key !== 'string' || typeof fetcher !== 'function')
      return undefined;
    if (options !== undefined && !(typeof options === 'number' && options >= 0)) return undefined;
    const id = this.#namespace.id(key);
    const place = this.#directory.find(id);
    if (typeof place === 'number') return this.#hit(id, place);
    if (this.#areTimed || runningFetch.current !== undefined) return undefined;
    if (place !== undefined) return this.#join(place);
    return this.#takeOff(id, fetcher as Fetcher<unknown>, options as number | undefined);
  }

  /** The answer to a call whose options have been checked, where a fresh value is all that it takes. */
  hit(id: string, { refresh, signal }: GetOrFetchOptions): Promise<unknown> | undefined {
    const place = this.#directory.find(id);
    if (typeof place !== 'number' || refresh || signal?.aborted) return undefined;
    return this.#hit(id, place);
  }

  /** As `hit`, the value itself; `NOTHING` where it takes more. */
  hitValue(id: string, { refresh }: GetOrFetchOptions): unknown {
    const place = this.#directory.find(id);
    if (typeof place !== 'number' || refresh || !this.#isHit(place)) return NOTHING;
    const value = this.#store.valueIn(place);
    this.#countHit(id);
    return value;
  }

  /** The fresh value in memory, or `NOTHING`. */
  value(key: string): unknown {
    const place = this.#directory.find(this.#namespace.id(key));
    return this.#areCopied || typeof place !== 'number'
      ? NOTHING
      : this.#store.value(place, this.#clock);
  }

  #hit(id: string, slot: number): Promise<unknown> | undefined {
    if (!this.#isHit(slot)) return undefined;
    const answer = this.#store.promiseIn(slot);
    this.#countHit(id);
    return answer;
  }

  #isHit(slot: number): boolean {
    return this.#store.hit(slot, this.#clock, this.#invalidations.sequence);
  }

  // The answer is taken first: a listener may empty the store at once.
  #countHit(id: string): void {
    this.#counts.hits++;
    if (this.#hits.isHeard) this.#hits.emit({ key: shownKey(id) });
  }

  // A flight that started with nothing in hand, alone, and before no invalidation.
  #join(flight: Flight): Promise<unknown> | undefined {
    const { join: joins } = this.#core.parts.topics;
    if (flight.stale !== undefined || flight.run !== flight || joins.isHeard) return undefined;
    if (flight.since !== this.#invalidations.sequence) return undefined;
    this.#counts.joined++;
    return flight.join();
  }

  #takeOff(
    key: string,
    fetcher: Fetcher<unknown>,
    options: number | undefined,
  ): Promise<unknown> | undefined {
    const { deck, isClosed, parts } = this.#core;
    if (isClosed || deck.isFull || !this.#directory.isPlain) return undefined;
    const plan = {
      key,
      settings: this.#settings.resolve(options),
      since: this.#invalidations.sequence,
      startedAt: parts.deadlines.now(),
      background: false,
      refresh: false,
    };
    return deck.launch(plan, undefined, fetcher).join();
  }
}
