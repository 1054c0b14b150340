import { type AnswerInfo, CacheManager, keyOf, SameflightError } from '@sameflight/core';
import { type Deferred, deferred, FakeClock } from '@sameflight/core/testing';

const clock = new FakeClock();
const upstream: Deferred<number> = deferred<number>();
await using cache = new CacheManager({ clock, ttl: 1000, tags: ['rates'] });
const rate: number = await cache.getOrFetch(keyOf('rate', 'EUR'), () => upstream.promise, 10_000);
const info: AnswerInfo<number> = await cache.getOrFetchWithInfo('rate', () => rate);
const many: Map<string, number> = await cache.getOrFetchMany(
  ['a'],
  (keys) => new Map([[`${keys}`, 1]]),
);
cache.on('fetch', ({ key, background }) => background && key.length);
const name = (error: unknown): string => (error instanceof SameflightError ? error.code : 'other');

// @ts-expect-error a ttl is a number
new CacheManager({ ttl: '1s' });

export { info, many, name };
