import { LRUCache } from 'lru-cache';
import type { Contestant, ContestantCache, StaleTerms, Terms } from './contestant.js';

export const lruCache: Contestant = {
  name: 'lru-cache',
  open: (terms) => wrap(cacheOf(terms), terms),
  openStale: (terms) => wrap(cacheOf(terms, { allowStale: true }), terms),
};

// Nothing that this library stores may be `undefined`.
type Stored = object;

function cacheOf(
  { maxEntries, ttl, load }: Terms | StaleTerms,
  more: { allowStale?: boolean } = {},
): LRUCache<string, Stored> {
  return new LRUCache<string, Stored>({
    max: maxEntries,
    ttl,
    fetchMethod: (key) => load(key) as Promise<Stored>,
    ...more,
  });
}

function wrap(cache: LRUCache<string, Stored>, { ttl }: Terms): ContestantCache {
  return {
    get: (key) => cache.fetch(key),
    peek: (key) => cache.peek(key),
    getWithSignal: (key, signal) => cache.fetch(key, { signal }),
    getWithOptions: (key) => cache.fetch(key, { ttl }),
    set: (key, value) => cache.set(key, value as Stored),
    delete: (key) => cache.delete(key),
    clear: () => cache.clear(),
  };
}
