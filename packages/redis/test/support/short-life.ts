/** A process that asks its cache for one value, says how it came, and has nothing else to do. */
import { CacheManager } from '@sameflight/core';
import { redisTier } from '../../src/index.js';
import { ioredis, nodeRedis } from './clients.js';

const [client, socket, mode] = process.argv.slice(2) as [string, string, string];
const make = client === 'redis' ? nodeRedis : ioredis;
const tier = redisTier(make(socket));
const cache = new CacheManager({ remote: tier, ttl: 60_000 });
if (mode === 'ready') await tier.ready();
const value = await cache.getOrFetch('rate', () => 'fetched');
process.stdout.write(JSON.stringify({ value, at: Date.now() }));
