import type { Contestant, ContestantCache, Terms } from './contestant.js';

/**
 * What no library can beat by much: a `Map` of promises with a bound, first in, first out, by a queue of its own.
 * No expiry, no features.
 */
class MapOfPromises {
  readonly #promises = new Map<string, Promise<unknown>>();
  readonly #queue: (string | undefined)[];
  #next = 0;

  constructor(maxEntries: number) {
    this.#queue = new Array(maxEntries).fill(undefined);
  }

  get(key: string, load: () => Promise<unknown>): Promise<unknown> {
    const known = this.#promises.get(key);
    if (known !== undefined) return known;
    this.#enqueue(key);
    const promise = load();
    this.#promises.set(key, promise);
    promise.catch(() => {
      if (this.#promises.get(key) === promise) this.#promises.delete(key);
    });
    return promise;
  }

  peek(key: string): unknown {
    return this.#promises.get(key);
  }

  #enqueue(key: string): void {
    const oldest = this.#queue[this.#next];
    if (oldest !== undefined) this.#promises.delete(oldest);
    this.#queue[this.#next] = key;
    this.#next = this.#next + 1 === this.#queue.length ? 0 : this.#next + 1;
  }
}

export const limit: Contestant = {
  name: 'limit',
  open({ maxEntries, load }: Terms): ContestantCache {
    const cache = new MapOfPromises(maxEntries);
    return {
      get: (key) => cache.get(key, () => load(key)),
      peek: (key) => cache.peek(key),
    };
  },
};
