const assert = require('node:assert/strict');
const { CacheManager, keyOf } = require('@sameflight/core');
const { deferred, FakeClock } = require('@sameflight/core/testing');

async function main() {
  const clock = new FakeClock();
  const cache = new CacheManager({ clock, ttl: 1000 });
  const upstream = deferred();
  const answers = [1, 2, 3].map(() => cache.getOrFetch(keyOf('rate'), () => upstream.promise));
  upstream.resolve(1.08);

  assert.deepEqual(await Promise.all(answers), [1.08, 1.08, 1.08]);
  await cache.close();
}

void main();
