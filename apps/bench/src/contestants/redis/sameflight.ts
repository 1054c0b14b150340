import { redisTier } from '@sameflight/redis';
import { createClient } from 'redis';
import { CacheManager, SAMEFLIGHT } from '../sameflight.js';
import { type SharedCache, TTL } from './shared-cache.js';

/** More than any pause of a busy machine: a timeout would be measured as a call upstream. */
const PATIENCE = 5_000;

export const sameflight: SharedCache = {
  name: SAMEFLIGHT,
  async open({ socket, maxEntries, load }) {
    const client = createClient({ socket: { path: socket, tls: false } });
    const tier = redisTier({ client, timeout: PATIENCE });
    await tier.ready();
    const cache = new CacheManager({ remote: tier, maxEntries, ttl: TTL });
    return (key) => cache.getOrFetch(key, () => load(key));
  },
};
