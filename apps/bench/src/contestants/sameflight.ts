import { pathToFileURL } from 'node:url';
import type { Contestant, ContestantCache, Terms } from './contestant.js';

/** Names another build of core to measure, by the path of its `index.js`. */
export const CORE_VARIABLE = 'SAMEFLIGHT_CORE';

const path = process.env[CORE_VARIABLE];
const core: typeof import('@sameflight/core') =
  path === undefined ? await import('@sameflight/core') : await import(pathToFileURL(path).href);

/** The cache that is measured; the rest of core is not needed. */
export const CacheManager: typeof core.CacheManager = core.CacheManager;

export const sameflight: Contestant = {
  name: 'sameflight',
  open({ maxEntries, ttl, load }: Terms): ContestantCache {
    const cache = new CacheManager({ maxEntries, ttl });
    return {
      get: (key) => cache.getOrFetch(key, () => load(key)),
      peek: (key) => cache.peek(key),
    };
  },
};
