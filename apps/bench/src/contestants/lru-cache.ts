import { LRUCache } from 'lru-cache';
import type { Contestant, ContestantCache, Terms } from './contestant.js';

export const lruCache: Contestant = {
  name: 'lru-cache',
  open({ maxEntries, ttl, load }: Terms): ContestantCache {
    const cache = new LRUCache<string, object>({
      max: maxEntries,
      ttl,
      fetchMethod: (key) => load(key) as Promise<object>,
    });
    return {
      get: (key) => cache.fetch(key),
      peek: (key) => cache.peek(key),
    };
  },
};
