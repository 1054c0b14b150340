// No server: callers get their values from upstream.
const assert = require('node:assert/strict');
const { CacheManager } = require('@sameflight/core');
const { redisTier } = require('@sameflight/redis');
const { createClient } = require('redis');

async function main() {
  const client = createClient({ socket: { path: '/nowhere/redis.sock' } });
  const cache = new CacheManager({ remote: redisTier({ client }) });

  assert.equal(await cache.getOrFetch('key', () => 'fetched'), 'fetched');

  await cache.close();
}

void main();
