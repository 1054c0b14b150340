import { createKeyv as createRedisKeyv } from '@keyv/redis';
import { createCache as createDedupe } from 'async-cache-dedupe';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisDriver } from 'bentocache/drivers/redis';
import { createCache } from 'cache-manager';
import { Cacheable, createKeyv } from 'cacheable';
import { Redis } from 'ioredis';
import { Loader, RedisCache } from 'layered-loader';
import { bareGet } from './bare-get.js';
import { sameflight } from './sameflight.js';
import { type SharedCache, TTL } from './shared-cache.js';

const bentocache: SharedCache = {
  name: 'bentocache',
  open({ socket, maxEntries, load }) {
    const shared = bentostore()
      .useL1Layer(memoryDriver({ maxItems: maxEntries }))
      .useL2Layer(redisDriver({ connection: new Redis(socket) }));
    const cache = new BentoCache({ default: 'shared', stores: { shared } });
    return (key) => cache.getOrSet({ key, factory: () => load(key), ttl: TTL });
  },
};

const cacheable: SharedCache = {
  name: 'cacheable',
  open({ socket, maxEntries, load }) {
    const primary = createKeyv({ lruSize: maxEntries });
    const cache = new Cacheable({ primary, secondary: redisKeyv(socket), ttl: TTL });
    return (key) => cache.getOrSet(key, () => load(key), { throwErrors: true });
  },
};

const cacheManager: SharedCache = {
  name: 'cache-manager',
  open({ socket, maxEntries, load }) {
    const stores = [createKeyv({ lruSize: maxEntries }), redisKeyv(socket)];
    const cache = createCache({ stores, ttl: TTL });
    return (key) => cache.wrap(key, () => load(key));
  },
};

/** Keeps nothing in memory. */
const asyncCacheDedupe: SharedCache = {
  name: 'async-cache-dedupe',
  open({ socket, load }) {
    const storage = { type: 'redis', options: { client: new Redis(socket) } } as const;
    const cache = createDedupe({ ttl: TTL / 1_000, storage }).define('load', load);
    return (key) => cache.load(key);
  },
};

const layeredLoader: SharedCache = {
  name: 'layered-loader',
  open({ socket, maxEntries, load }) {
    const loader = new Loader<unknown>({
      inMemoryCache: { ttlInMsecs: TTL, maxItems: maxEntries },
      asyncCache: new RedisCache<unknown>(new Redis(socket), { json: true, ttlInMsecs: TTL }),
      dataSourceGetOneFn: load,
      dataSourceGetManyFn: (keys) => Promise.all(keys.map(load)),
      cacheKeyFromValueResolver: (value) => (value as { id: string }).id,
    });
    return (key) => loader.get(key);
  },
};

function redisKeyv(socket: string) {
  return createRedisKeyv({ socket: { path: socket, tls: false } });
}

/** In the order of the report. */
export const sharedCaches: readonly SharedCache[] = [
  sameflight,
  bareGet,
  bentocache,
  cacheable,
  cacheManager,
  asyncCacheDedupe,
  layeredLoader,
];
