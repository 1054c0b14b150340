import { GroupLoader, type InMemoryCacheConfiguration, Loader } from 'layered-loader/core';
import {
  type Contestant,
  type ContestantCache,
  type StaleTerms,
  TAG,
  type TaggedCache,
  type Terms,
} from './contestant.js';

export const layeredLoader: Contestant = {
  name: 'layered-loader',
  open: (terms) => wrap(loaderOf(terms, memory(terms))),
  openStale,
  openTagged,
};

/** Refreshes in the background while the value is fresh still: the whole of the stale window lies before its end. */
function openStale(terms: StaleTerms): ContestantCache {
  const { ttl, stale } = terms;
  const inMemoryCache = { ...memory(terms), ttlInMsecs: ttl + stale };
  return wrap(loaderOf(terms, { ...inMemoryCache, ttlLeftBeforeRefreshInMsecs: stale }));
}

function openTagged({ maxEntries, ttl, load }: Terms): TaggedCache {
  const cache = new GroupLoader<unknown>({
    inMemoryCache: { ttlInMsecs: ttl, maxItemsPerGroup: maxEntries },
    dataSources: [
      { name: 'load', getFromGroup: load, getManyFromGroup: () => Promise.resolve([]) },
    ],
  });
  return {
    get: (key) => cache.get(key, TAG),
    delete: (key) => cache.invalidateCacheFor(key, TAG),
    invalidateTag: () => cache.invalidateCacheForGroup(TAG),
  };
}

function memory({ maxEntries, ttl }: Terms): InMemoryCacheConfiguration {
  return { ttlInMsecs: ttl, maxItems: maxEntries };
}

function loaderOf({ load }: Terms, inMemoryCache: InMemoryCacheConfiguration): Loader<unknown> {
  return new Loader<unknown>({
    inMemoryCache,
    dataSourceGetOneFn: load,
    dataSourceGetManyFn: (keys) => Promise.all(keys.map(load)),
    cacheKeyFromValueResolver: (value) => (value as { id: string }).id,
  });
}

function wrap(cache: Loader<unknown>): ContestantCache {
  return {
    get: (key) => cache.get(key),
    peek: (key) => cache.getInMemoryOnly(key),
    getMany: (keys) => cache.getMany(keys),
    set: (key, value) => cache.forceSetValue(key, value),
    delete: (key) => cache.invalidateCacheFor(key),
    clear: () => cache.invalidateCache(),
  };
}
