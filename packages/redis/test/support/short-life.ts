/** A process that asks its cache for one value, says what it got, and has nothing else to do. */
import { CacheManager } from '@sameflight/core';
import { redisTier } from '../../src/index.js';
import { ioredis, nodeRedis } from './clients.js';

const [client, socket, mode] = process.argv.slice(2) as [string, string, string];
const make = client === 'redis' ? nodeRedis : ioredis;
const tier = redisTier(make(socket));
const cache = new CacheManager({ remote: tier, ttl: 60_000 });
if (mode === 'ready') await tier.ready();
process.stdout.write(await cache.getOrFetch('rate', () => 'fetched'));
