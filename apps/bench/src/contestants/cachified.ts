import {
  type Cache,
  type CacheEntry,
  cachified,
  createCacheEntry,
  totalTtl,
} from '@epic-web/cachified';
import { LRUCache } from 'lru-cache';
import type { Contestant, ContestantCache, StaleTerms, Terms } from './contestant.js';

/** Over `lru-cache`, by the adapter that its documentation gives. */
export const epicCachified: Contestant = {
  name: 'cachified',
  open: (terms) => wrap(terms, 0),
  openStale: (terms: StaleTerms) => wrap(terms, terms.stale),
};

function wrap({ maxEntries, ttl, load }: Terms, swr: number): ContestantCache {
  const store = new LRUCache<string, CacheEntry>({ max: maxEntries });
  const cache = adapted(store);
  const get = (key: string): Promise<unknown> =>
    cachified({ key, cache, getFreshValue: () => load(key), ttl, swr });
  return {
    get,
    getWithOptions: get,
    getWithNewLoader: get,
    set: (key, value) => cache.set(key, createCacheEntry(value, { ttl, swr })),
    delete: (key) => cache.delete(key),
    clear: () => store.clear(),
  };
}

function adapted(store: LRUCache<string, CacheEntry>): Cache {
  return {
    get: (key) => store.get(key),
    set(key, entry) {
      const ttl = totalTtl(entry.metadata);
      const lasting = ttl === Number.POSITIVE_INFINITY ? {} : { ttl };
      return store.set(key, entry, { ...lasting, start: entry.metadata.createdTime });
    },
    delete: (key) => store.delete(key),
  };
}
