import { createCache } from 'async-cache-dedupe';
import {
  type Contestant,
  type ContestantCache,
  TAG,
  type TaggedCache,
  type Terms,
} from './contestant.js';

const NAME = 'load';

export const asyncCacheDedupe: Contestant = {
  name: 'async-cache-dedupe',
  open: (terms) => wrap(defined(terms)),
  // By a function, as a ttl of less than a second cannot be given otherwise.
  openStale: (terms) =>
    wrap(defined(terms, { ttl: () => seconds(terms.ttl), stale: seconds(terms.stale) })),
  openTagged,
};

type Defined = ReturnType<typeof defined>;

function openTagged(terms: Terms): TaggedCache {
  const cache = defined(terms, { references: () => [TAG] });
  return { ...wrap(cache), invalidateTag: () => cache.invalidate(NAME, TAG) };
}

function defined({ maxEntries, ttl, load }: Terms, more: object = {}) {
  return createCache({
    ttl: Math.max(seconds(ttl), 1),
    storage: { type: 'memory', options: { size: maxEntries, invalidation: 'references' in more } },
  }).define(NAME, more, load);
}

function wrap(cache: Defined): ContestantCache {
  return {
    get: (key) => cache[NAME](key),
    delete: (key) => cache.clear(NAME, key),
    clear: () => cache.clear(NAME),
  };
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000);
}
