import type { Contestant, ContestantCache, Load, Terms } from './contestant.js';

/**
 * What no library can beat by much: a `Map` of promises with a bound, first in, first out, by a queue of its own.
 * No expiry, no features.
 */
class MapOfPromises {
  #promises = new Map<string, Promise<unknown>>();
  readonly #queue: (string | undefined)[];
  #next = 0;

  constructor(maxEntries: number) {
    this.#queue = new Array(maxEntries);
  }

  get(key: string, load: Load): Promise<unknown> {
    const known = this.#promises.get(key);
    if (known !== undefined) return known;
    const promise = load(key);
    this.#enqueue(key);
    this.#promises.set(key, promise);
    promise.catch(() => {
      if (this.#promises.get(key) === promise) this.#promises.delete(key);
    });
    return promise;
  }

  peek(key: string): unknown {
    return this.#promises.get(key);
  }

  delete(key: string): void {
    this.#promises.delete(key);
  }

  clear(): void {
    this.#promises = new Map();
  }

  #enqueue(key: string): void {
    const oldest = this.#queue[this.#next];
    if (oldest !== undefined) this.#promises.delete(oldest);
    this.#queue[this.#next] = key;
    this.#next = this.#next + 1 === this.#queue.length ? 0 : this.#next + 1;
  }
}

export const LIMIT = 'limit';

/** Ignores signals, options and tags: what a call with them costs beyond it is their price. */
export const limit: Contestant = {
  name: LIMIT,
  open,
  openTagged: (terms) => ({ ...open(terms), invalidateTag: () => {} }),
};

function open({ maxEntries, load }: Terms): ContestantCache {
  const cache = new MapOfPromises(maxEntries);
  const get = (key: string): Promise<unknown> => cache.get(key, load);
  return {
    get,
    peek: (key) => cache.peek(key),
    getWithSignal: get,
    getWithOptions: get,
    getWithNewLoader: (key) => cache.get(key, () => load(key)),
    // What callers without a batch do.
    getMany: (keys) => Promise.all(keys.map(get)),
    delete: (key) => cache.delete(key),
    clear: () => cache.clear(),
  };
}
