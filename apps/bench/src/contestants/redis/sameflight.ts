import { setTimeout } from 'node:timers/promises';
import { redisTier } from '@sameflight/redis';
import { createClient } from 'redis';
import { CacheManager, SAMEFLIGHT } from '../sameflight.js';
import { type SharedCache, TTL } from './shared-cache.js';

/** Milliseconds that a new process waits for Redis before it takes traffic. */
const START = 1_000;

export const sameflight: SharedCache = {
  name: SAMEFLIGHT,
  async open({ socket, maxEntries, patience, load }) {
    const client = createClient({ socket: { path: socket, tls: false } });
    const tier = redisTier(patience === undefined ? { client } : { client, timeout: patience });
    await Promise.race([tier.ready(), setTimeout(START)]);
    const cache = new CacheManager({ remote: tier, maxEntries, ttl: TTL });
    return (key) => cache.getOrFetch(key, () => load(key));
  },
};
