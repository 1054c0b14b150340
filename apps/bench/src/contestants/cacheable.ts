import { Cacheable, createKeyv } from 'cacheable';
import type { Contestant, ContestantCache, Terms } from './contestant.js';

/** Without it a failed load is an `undefined`. */
const THROWING = { throwErrors: true };

export const cacheable: Contestant = { name: 'cacheable', open };

function open({ maxEntries, ttl, load }: Terms): ContestantCache {
  const cache = new Cacheable({ primary: createKeyv({ lruSize: maxEntries }), ttl });
  return {
    get: (key) => cache.getOrSet(key, () => load(key), THROWING),
    getWithOptions: (key) => cache.getOrSet(key, () => load(key), { ttl, throwErrors: true }),
    set: (key, value) => cache.set(key, value),
    delete: (key) => cache.delete(key),
    clear: () => cache.clear(),
  };
}
