import { type CacheOptions, createMemoryStorage, defineCachedFunction } from 'ocache';
import type { Contestant, ContestantCache, StaleTerms, Terms } from './contestant.js';

export const ocache: Contestant = {
  name: 'ocache',
  open: (terms) => wrap(terms),
  openStale: (terms: StaleTerms) => wrap(terms, { swr: true, staleMaxAge: terms.stale / 1_000 }),
};

function wrap({ maxEntries, ttl, load }: Terms, more: CacheOptions = {}): ContestantCache {
  const get = defineCachedFunction(load, {
    name: 'load',
    getKey: (key) => key,
    maxAge: ttl / 1_000,
    storage: createMemoryStorage({ maxSize: maxEntries }),
    ...more,
  });
  return { get, delete: (key) => get.invalidate(key) };
}
