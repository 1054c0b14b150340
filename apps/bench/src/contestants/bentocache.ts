import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import {
  type Contestant,
  type ContestantCache,
  type StaleTerms,
  TAG,
  type TaggedCache,
  type Terms,
} from './contestant.js';

export const bentocache: Contestant = { name: 'bentocache', open, openStale, openTagged };

function open(terms: Terms): ContestantCache {
  const { ttl, load } = terms;
  const cache = cacheOf(terms);
  const get = (key: string): Promise<unknown> =>
    cache.getOrSet({ key, factory: () => load(key), ttl });
  return { get, getWithOptions: get, getWithNewLoader: get, ...changes(cache, ttl) };
}

function openStale(terms: StaleTerms): ContestantCache {
  const { ttl, stale, load } = terms;
  const cache = cacheOf(terms);
  return {
    get: (key) => cache.getOrSet({ key, factory: () => load(key), ttl, grace: stale, timeout: 0 }),
    ...changes(cache, ttl),
  };
}

function openTagged(terms: Terms): TaggedCache {
  const { ttl, load } = terms;
  const cache = cacheOf(terms);
  return {
    get: (key) => cache.getOrSet({ key, factory: () => load(key), ttl, tags: [TAG] }),
    invalidateTag: () => cache.deleteByTag({ tags: [TAG] }),
    ...changes(cache, ttl),
  };
}

function cacheOf({ maxEntries }: Terms) {
  return new BentoCache({
    default: 'memory',
    stores: { memory: bentostore().useL1Layer(memoryDriver({ maxItems: maxEntries })) },
  });
}

function changes(
  cache: ReturnType<typeof cacheOf>,
  ttl: number,
): Pick<ContestantCache, 'set' | 'delete' | 'clear'> {
  return {
    set: (key, value) => cache.set({ key, value, ttl }),
    delete: (key) => cache.delete({ key }),
    clear: () => cache.clear(),
  };
}
