import pMemoize, { pMemoizeClear } from 'p-memoize';
import QuickLRU from 'quick-lru';
import type { Contestant, ContestantCache, Terms } from './contestant.js';

/** With the bounded cache that its documentation recommends. */
export const pMemoizeWithQuickLru: Contestant = { name: 'p-memoize', open };

function open({ maxEntries, ttl, load }: Terms): ContestantCache {
  const cache = new QuickLRU<string, unknown>({ maxSize: maxEntries, maxAge: ttl });
  const memoized = pMemoize(load, { cache });
  return {
    get: memoized,
    set: (key, value) => cache.set(key, value),
    delete: (key) => cache.delete(key),
    clear: () => pMemoizeClear(memoized),
  };
}
