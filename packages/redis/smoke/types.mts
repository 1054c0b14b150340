import { CacheManager } from '@sameflight/core';
import { type RedisTier, type RedisTierOptions, redisTier } from '@sameflight/redis';
import type IORedis from 'ioredis';
import { createClient } from 'redis';

declare const client: IORedis.default;
const options: RedisTierOptions = { client, prefix: 'rates:' };
const tier: RedisTier = redisTier(options);
export const caches: CacheManager[] = [
  new CacheManager({ remote: tier }),
  new CacheManager({ remote: redisTier(createClient()) }),
];

// @ts-expect-error a URL is no client
redisTier('redis://localhost');
