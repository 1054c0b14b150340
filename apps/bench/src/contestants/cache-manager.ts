import { type Cache, createCache } from 'cache-manager';
import { createKeyv } from 'cacheable';
import type { Contestant, ContestantCache, StaleTerms, Terms } from './contestant.js';

/** With the bounded store that its documentation recommends. */
export const cacheManager: Contestant = { name: 'cache-manager', open, openStale };

function open({ maxEntries, ttl, load }: Terms): ContestantCache {
  return wrap(createCache({ stores: [createKeyv({ lruSize: maxEntries })], ttl }), { ttl, load });
}

/** Refreshes in the background while the value is fresh still: the whole of the stale window lies before its end. */
function openStale({ maxEntries, ttl, stale, load }: StaleTerms): ContestantCache {
  const stores = [createKeyv({ lruSize: maxEntries })];
  const cache = createCache({ stores, ttl: ttl + stale, refreshThreshold: stale });
  return wrap(cache, { ttl: ttl + stale, load });
}

function wrap(cache: Cache, { ttl, load }: Pick<Terms, 'ttl' | 'load'>): ContestantCache {
  return {
    get: (key) => cache.wrap(key, () => load(key)),
    getWithOptions: (key) => cache.wrap(key, () => load(key), { ttl }),
    set: (key, value) => cache.set(key, value),
    delete: (key) => cache.del(key),
    clear: () => cache.clear(),
  };
}
