import { CacheManager } from '@sameflight/core';
import {
  type RedisClient,
  type RedisTier,
  type RedisTierOptions,
  redisTier,
} from '@sameflight/redis';
import { createClient } from 'redis';

const client: RedisClient = createClient();
const options: RedisTierOptions = { client, prefix: 'rates:' };
const tier: RedisTier = redisTier(options);
export const caches: CacheManager[] = [
  new CacheManager({ remote: tier }),
  new CacheManager({ remote: redisTier(createClient()) }),
];

// @ts-expect-error a URL is no client
redisTier('redis://localhost');
