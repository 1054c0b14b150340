import { expect, test } from 'vitest';
import { CacheManager } from '../src/index.js';
import { FakeClock } from '../src/testing/index.js';

test('shows what is held past its ttl, and how old it is, until it is of no use any more', async () => {
  const clock = new FakeClock();
  const cache = new CacheManager({ clock });
  await cache.set('key', 'value', { ttl: 10, keep: 20, tags: ['tag'] });

  expect(cache.inspect('key')).toEqual({ value: 'value', age: 0, ttl: 10, tags: ['tag'] });
  clock.advance(25);
  expect(cache.inspect('key')).toEqual({ value: 'value', age: 25, ttl: 0, tags: ['tag'] });
  expect(cache.peek('key')).toBeUndefined();
  clock.advance(5);

  expect(cache.inspect('key')).toBeUndefined();
});

test('shows nothing that was invalidated', async () => {
  const cache = new CacheManager();
  await cache.set('key', 'value', { ttl: 10, tags: ['tag'] });

  await cache.deleteByTag('tag');

  expect(cache.inspect('key')).toBeUndefined();
});

test('counts as no hit', async () => {
  const cache = new CacheManager();
  await cache.set('key', 'value');

  cache.inspect('key');

  expect(cache.stats().hits).toBe(0);
});

test('leaves the counting of hits, fresh and stale, to touch', async () => {
  const clock = new FakeClock();
  const cache = new CacheManager({ clock });
  await cache.set('key', 'value', { ttl: 10, keep: 20 });

  cache.touch('key');
  clock.advance(10);
  cache.touch('key');
  cache.touch('unknown');

  expect(cache.stats()).toMatchObject({ hits: 1, stale: 1 });
});
