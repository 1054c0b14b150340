import { deferred } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import { testCache } from './support/test-cache.js';
import { rejection } from './support/watch.js';

const windows = { ttl: 100, staleWhileRevalidate: 100, staleIfError: 1_000 };
const failing = (): Promise<string> => Promise.reject(new Error('upstream is down'));

describe('P11 whoever asks can learn how he was answered', () => {
  it('says `fetched` to the caller who started the flight, and `joined` to those who joined', async () => {
    const { cache, clock } = testCache(windows);
    const upstream = deferred<string>();

    const started = cache.getOrFetchWithInfo('key', () => upstream.promise);
    clock.advance(50);
    const joined = cache.getOrFetchWithInfo('key', () => 'unneeded');
    upstream.resolve('value');

    expect(await started).toEqual({ value: 'value', source: 'fetched', age: 0, ttl: 100 });
    expect(await joined).toEqual({ value: 'value', source: 'joined', age: 0, ttl: 100 });
  });

  it('says `hit`, the age and the rest of the ttl', async () => {
    const { cache, clock } = testCache(windows);
    await cache.set('key', 'value');
    clock.advance(30);

    expect(await cache.getOrFetchWithInfo('key', () => 'other')).toEqual({
      value: 'value',
      source: 'hit',
      age: 30,
      ttl: 70,
    });
    expect(cache.stats().hits).toBe(1);
  });

  it('says `stale` of a stale value that is served at once', async () => {
    const { cache, clock } = testCache(windows);
    await cache.set('key', 'value');
    clock.advance(130);

    expect(await cache.getOrFetchWithInfo('key', () => 'new')).toEqual({
      value: 'value',
      source: 'stale',
      age: 130,
      ttl: 0,
    });
  });

  it('says `fallback` of a stale value that stands in for a fetch that failed', async () => {
    const { cache, clock } = testCache(windows);
    await cache.set('key', 'value');
    clock.advance(300);

    const started = cache.getOrFetchWithInfo('key', failing);
    const joined = cache.getOrFetchWithInfo('key', failing);

    const answer = { value: 'value', source: 'fallback', age: 300, ttl: 0 };
    expect([await started, await joined]).toEqual([answer, answer]);
  });

  it('says `fallback` of a stale value that stands in for a fetch that is too slow', async () => {
    const { cache, clock } = testCache(windows);
    await cache.set('key', 'value');
    clock.advance(300);

    const never = (): Promise<string> => new Promise(() => {});
    const call = cache.getOrFetchWithInfo('key', never, { softTimeout: 20 });
    clock.advance(20);

    expect(await call).toMatchObject({ source: 'fallback', age: 320 });
  });

  it('says `fetched` of a value that is not stored, with no ttl left', async () => {
    const { cache } = testCache(windows);

    const answer = await cache.getOrFetchWithInfo('key', ({ doNotStore }) => {
      doNotStore();
      return 'value';
    });

    expect(answer).toEqual({ value: 'value', source: 'fetched', age: 0, ttl: 0 });
  });

  it('tells the ttl that the fetcher decided', async () => {
    const { cache } = testCache(windows);

    const answer = await cache.getOrFetchWithInfo('key', ({ store }) => {
      store({ ttl: 7 });
      return 'value';
    });

    expect(answer.ttl).toBe(7);
  });

  it('says `fetched` of a forced refresh', async () => {
    const { cache } = testCache(windows);
    await cache.set('key', 'old');

    expect(await cache.getOrFetchWithInfo('key', () => 'new', { refresh: true })).toMatchObject({
      value: 'new',
      source: 'fetched',
    });
  });

  it('tells a late joiner of a flight that was overtaken of the successor', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    const tagged = async ({ store }: { store(terms: { tags: string[] }): void }) => {
      store({ tags: ['tag'] });
      return upstream.promise;
    };

    void cache.getOrFetch('key', tagged);
    await cache.deleteByTag('tag');
    const late = cache.getOrFetchWithInfo('key', () => 'new');
    upstream.resolve('old');

    expect(await late).toMatchObject({ value: 'new', source: 'fetched' });
  });

  it('rejects as `getOrFetch` does', async () => {
    const { cache } = testCache();

    expect(await rejection(cache.getOrFetchWithInfo('key', () => Promise.reject('down')))).toBe(
      'down',
    );
    expect(await rejection(cache.getOrFetchWithInfo(5 as never, () => 1))).toBeInstanceOf(
      TypeError,
    );
  });
});
