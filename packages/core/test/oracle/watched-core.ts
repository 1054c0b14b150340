import { expect } from 'vitest';
import type { CacheCore } from '../../src/cache-core.js';
import type { Flight } from '../../src/flight.js';

/** One cache, and books kept beside its own. */
export class WatchedCore {
  readonly #core: CacheCore;
  readonly #weights: Map<string, number> = new Map();

  constructor(core: CacheCore) {
    this.#core = core;
    const { store } = core.parts;
    const put = store.put.bind(store);
    store.put = (key, value, storedAt, lifetime, weight) => {
      const isStored = put(key, value, storedAt, lifetime, weight);
      if (isStored) this.#weights.set(key, weight);
      this.#forgetMost();
      return isStored;
    };
  }

  /** Sizes and weights add up, and what flies is known to be in the air. */
  checkBooks(): void {
    const { flights, maxFlights, store } = this.#core.parts;
    const { maxEntries = 1_000, maxWeight = Number.POSITIVE_INFINITY } = this.#core.options;
    const keys = [...store.keys()];
    expect(store.size, 'entries').toBe(keys.length);
    expect(store.size, 'entries').toBeLessThanOrEqual(maxEntries);
    expect(store.weight, 'weight').toBeLessThanOrEqual(maxWeight);
    if (maxWeight < Number.POSITIVE_INFINITY)
      expect(store.weight, 'weight').toBeCloseTo(this.#weightOf(keys), 6);
    expect(flights.size, 'flights').toBe([...flights].length);
    expect(flights.size, 'flights').toBeLessThanOrEqual(maxFlights);
    for (const flight of flights) this.#checkFlight(flight);
  }

  async close(): Promise<void> {
    await this.#core.close();
  }

  /** Nothing is left. */
  checkEmpty(): void {
    const { clock, flights, store } = this.#core.parts;
    expect(store.size, 'entries of a closed cache').toBe(0);
    expect(store.weight, 'weight of a closed cache').toBe(0);
    expect(flights.size, 'flights of a closed cache').toBe(0);
    if ('timers' in clock) expect(clock.timers, 'timers of a closed cache').toBe(0);
  }

  #checkFlight(flight: Flight): void {
    const { key, settings } = flight;
    expect(flight.isOver, `is the flight of ${key} over`).toBe(false);
    const isJoinable = this.#core.parts.flights.get(key) === flight;
    expect(isJoinable, `can the flight of ${key} be joined`).toBe(!flight.isFenced);
    const isTimed = settings.flightTimeout < Number.POSITIVE_INFINITY;
    expect(flight.deadlineIndex >= 0, `is the flight of ${key} timed`).toBe(isTimed);
  }

  #weightOf(keys: readonly string[]): number {
    return keys.reduce((sum, key) => sum + (this.#weights.get(key) ?? Number.NaN), 0);
  }

  // The books would else outgrow the cache.
  #forgetMost(): void {
    const { store } = this.#core.parts;
    if (this.#weights.size < 2 * store.size + 1_000) return;
    const held = new Set(store.keys());
    for (const key of this.#weights.keys()) if (!held.has(key)) this.#weights.delete(key);
  }
}
