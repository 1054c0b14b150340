import { pathToFileURL } from 'node:url';
import type { Fetcher, GetOrFetchOptions, CacheManager as Manager } from '@sameflight/core';
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
  const fetcher = fetcherOf(load);
  return {
    get: (key) => cache.getOrFetch(key, fetcher),
    peek: (key) => cache.peek(key),
    getWithSignal: (key, signal) => cache.getOrFetch(key, fetcher, { signal }),
    getWithOptions: (key) => cache.getOrFetch(key, fetcher, { ttl }),
    getWithNewLoader: (key) => cache.getOrFetch(key, () => load(key)),
    getMany: (keys) => cache.getOrFetchMany(keys, (missing) => loadMany(missing, load)),
    ...changes(cache),
  };
}

function openStale({ maxEntries, ttl, stale, load }: StaleTerms): ContestantCache {
  const cache = new CacheManager({ maxEntries, ttl, staleWhileRevalidate: stale });
  const fetcher = fetcherOf(load);
  return { get: (key) => cache.getOrFetch(key, fetcher), ...changes(cache) };
}

function openTagged({ maxEntries, ttl, load }: Terms): TaggedCache {
  const cache = new CacheManager({ maxEntries, ttl });
  const fetcher = fetcherOf(load);
  const options: GetOrFetchOptions = { tags: [TAG] };
  return {
    get: (key) => cache.getOrFetch(key, fetcher, options),
    invalidateTag: () => cache.deleteByTag(TAG),
    ...changes(cache),
  };
}

// One for all calls, as the others are given their `load` once.
function fetcherOf(load: Load): Fetcher<unknown> {
  return ({ key }) => load(key);
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
