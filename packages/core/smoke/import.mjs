import assert from 'node:assert/strict';
import { CacheManager, keyOf } from '@sameflight/core';
import { deferred, FakeClock } from '@sameflight/core/testing';

const clock = new FakeClock();
const cache = new CacheManager({ clock, ttl: 1000 });
const upstream = deferred();
let calls = 0;
const fetcher = () => {
  calls++;
  return upstream.promise;
};

const answers = [1, 2, 3].map(() => cache.getOrFetch(keyOf('rate', 'EUR'), fetcher));
upstream.resolve(1.08);

assert.deepEqual(await Promise.all(answers), [1.08, 1.08, 1.08]);
assert.equal(calls, 1);
await cache.close();
