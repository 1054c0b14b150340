import { CacheManager } from '@sameflight/core';
import { type RedisTier, redisTier } from '@sameflight/redis';
import { createClient } from 'redis';
import { type CachedFetch, createFetch } from '../../src/index.js';

/** A fetch whose responses lie in Redis as well. */
export interface OverRedis {
  readonly fetch: CachedFetch;
  readonly cache: CacheManager;
  readonly tier: RedisTier;
}

export async function fetchOverRedis(socket: string): Promise<OverRedis> {
  // Patience for a busy machine.
  const client = createClient({ socket: { path: socket, tls: false } });
  const tier = redisTier({ client, timeout: 5_000 });
  const cache = new CacheManager({ remote: tier });
  await tier.ready();
  return { fetch: createFetch({ cache }), cache, tier };
}
