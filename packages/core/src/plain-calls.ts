import type { CacheCore } from './cache-core.js';
import type { Clock } from './clock.js';
import type { CallCounts } from './counters.js';
import { NOTHING } from './entry.js';
import type { Events } from './events.js';
import type { Flights } from './flights.js';
import type { Invalidations } from './invalidation.js';
import type { MemoryStore } from './memory-store.js';
import type { Namespace } from './namespace.js';
import { runningFetch, shownKey } from './parts.js';
import type { Settings } from './settings.js';

/**
 * The paths to keep fast: calls that bring nothing but perhaps a ttl, and find a fresh value or a flight to join.
 * A hit touches no flight, no lock and no timer, and allocates nothing after the first; a join allocates nothing.
 */
export class PlainCalls {
  readonly #store: MemoryStore;
  readonly #flights: Flights;
  readonly #invalidations: Invalidations;
  readonly #clock: Clock;
  readonly #namespace: Namespace;
  readonly #counts: CallCounts;
  readonly #events: Events;
  readonly #areCopied: boolean;
  readonly #areTimed: boolean;

  constructor({ parts, options }: CacheCore, namespace: Namespace, defaults: Settings) {
    this.#store = parts.store;
    this.#flights = parts.flights;
    this.#invalidations = parts.invalidations;
    this.#clock = parts.clock;
    this.#namespace = namespace;
    this.#counts = parts.counts;
    this.#events = parts.events;
    this.#areCopied = options.copy !== undefined;
    this.#areTimed = Math.min(defaults.timeout, defaults.softTimeout) < Number.POSITIVE_INFINITY;
  }

  /** The answer to such a call; `undefined` to any other, and where there is neither a value nor a flight. */
  answer(key: unknown, fetcher: unknown, options: unknown): Promise<unknown> | undefined {
    if (this.#areCopied || typeof key !== 'string' || typeof fetcher !== 'function')
      return undefined;
    if (options !== undefined && !(typeof options === 'number' && options >= 0)) return undefined;
    const id = this.#namespace.id(key);
    const answer = this.#store.answer(id, this.#clock);
    if (answer === undefined) return this.#join(id);
    this.#counts.hits++;
    if (this.#events.hearsHits) this.#events.emit('hit', { key: shownKey(id) });
    return answer;
  }

  /** The fresh value in memory, or `NOTHING`. */
  value(key: string): unknown {
    return this.#areCopied ? NOTHING : this.#store.value(this.#namespace.id(key), this.#clock);
  }

  // A flight that started with nothing in hand, alone, before no invalidation, and that no fetcher waits for here.
  #join(id: string): Promise<unknown> | undefined {
    const flight = this.#flights.get(id);
    if (flight === undefined || flight.stale !== undefined || flight.run !== flight)
      return undefined;
    if (this.#areTimed || flight.plan.since !== this.#invalidations.sequence) return undefined;
    if (runningFetch.current !== undefined || this.#events.hearsJoins) return undefined;
    this.#counts.joined++;
    return flight.join();
  }
}
