// Two caches behind one server, with each of the clients: what one has fetched, the other does not fetch again.
import assert from 'node:assert/strict';
import { CacheManager } from '@sameflight/core';
import { redisTier } from '@sameflight/redis';
import Redis from 'ioredis';
import { createClient } from 'redis';
import { withRedisServer } from './support/redis-server.mjs';

const clients = {
  redis: (path) => createClient({ socket: { path } }),
  ioredis: (path) => new Redis({ path, lazyConnect: true }),
};

await withRedisServer(async (socket) => {
  for (const [prefix, client] of Object.entries(clients)) {
    // On a busy machine the server may take long to answer.
    const tiers = [1, 2].map(() => redisTier({ client: client(socket), prefix, timeout: 30_000 }));
    const [one, other] = tiers.map((remote) => new CacheManager({ remote }));
    await Promise.all(tiers.map((tier) => tier.ready()));

    assert.equal(await one.getOrFetch('key', () => 'fetched once'), 'fetched once');
    assert.equal(await other.getOrFetch('key', () => 'fetched again'), 'fetched once');

    await Promise.all([one.close(), other.close()]);
  }
});
