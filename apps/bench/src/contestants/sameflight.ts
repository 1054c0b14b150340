import { pathToFileURL } from 'node:url';
import type { GetOrFetchOptions, CacheManager as Manager } from '@sameflight/core';
import {
  type Contestant,
  type ContestantCache,
  type Load,
  type StaleTerms,
  TAG,
  type TaggedCache,
  type Terms,
} from './contestant.js';
import { CORE_VARIABLE } from './core-variable.js';

const path = process.env[CORE_VARIABLE];
const core: typeof import('@sameflight/core') =
  path === undefined ? await import('@sameflight/core') : await import(pathToFileURL(path).href);

/** The cache that is measured; the rest of core is not needed. */
export const CacheManager: typeof core.CacheManager = core.CacheManager;

export const SAMEFLIGHT = 'sameflight';

export const sameflight: Contestant = { name: SAMEFLIGHT, open, openStale, openTagged };

function open({ maxEntries, ttl, load }: Terms): ContestantCache {
  const cache = new CacheManager({ maxEntries, ttl });
  return {
    get: (key) => cache.getOrFetch(key, () => load(key)),
    peek: (key) => cache.peek(key),
    getWithSignal: (key, signal) => cache.getOrFetch(key, () => load(key), { signal }),
    getWithOptions: (key) => cache.getOrFetch(key, () => load(key), { ttl }),
    getMany: (keys) => cache.getOrFetchMany(keys, (missing) => loadMany(missing, load)),
    ...changes(cache),
  };
}

function openStale({ maxEntries, ttl, stale, load }: StaleTerms): ContestantCache {
  const cache = new CacheManager({ maxEntries, ttl, staleWhileRevalidate: stale });
  return { get: (key) => cache.getOrFetch(key, () => load(key)), ...changes(cache) };
}

function openTagged({ maxEntries, ttl, load }: Terms): TaggedCache {
  const cache = new CacheManager({ maxEntries, ttl });
  const options: GetOrFetchOptions = { tags: [TAG] };
  return {
    get: (key) => cache.getOrFetch(key, () => load(key), options),
    invalidateTag: () => cache.deleteByTag(TAG),
    ...changes(cache),
  };
}

function changes(cache: Manager): Pick<ContestantCache, 'set' | 'delete' | 'clear'> {
  return {
    set: (key, value) => cache.set(key, value),
    delete: (key) => cache.delete(key),
    clear: () => cache.clear(),
  };
}

async function loadMany(keys: readonly string[], load: Load): Promise<Map<string, unknown>> {
  const values = await Promise.all(keys.map(load));
  return new Map(keys.map((key, index) => [key, values[index]]));
}
