import { createCache } from 'async-cache-dedupe';
import type { Contestant, ContestantCache, Terms } from './contestant.js';

export const asyncCacheDedupe: Contestant = {
  name: 'async-cache-dedupe',
  open({ maxEntries, ttl, load }: Terms): ContestantCache {
    const cache = createCache({
      ttl: Math.ceil(ttl / 1_000),
      storage: { type: 'memory', options: { size: maxEntries } },
    }).define('load', load);
    return { get: (key) => cache.load(key) };
  },
};
