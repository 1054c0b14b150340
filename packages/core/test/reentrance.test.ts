import { CacheManager } from '@sameflight/core';
import { controlledFetcher, FakeClock } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import { settle } from './support/settle.js';
import { rejection } from './support/watch.js';

const windows = { ttl: 1_000, staleWhileRevalidate: 1_000, staleIfError: 1_000 };

describe('a fetcher that calls back at once', () => {
  it('P11 may delete the key of the stale value that is being served', async () => {
    const clock = new FakeClock();
    await using cache = new CacheManager({ clock, ...windows });
    await cache.set('key', 'old');
    clock.advance(1_500);
    const answer = cache.getOrFetch('key', () => {
      void cache.delete('key');
      return 'new';
    });

    expect(await answer).toBe('old');
  });

  it('P14 may delete the key of the value that is refreshed ahead', async () => {
    const clock = new FakeClock();
    await using cache = new CacheManager({ clock, ttl: 1_000, refreshAhead: 500 });
    await cache.set('key', 'old');
    clock.advance(700);
    const answer = cache.getOrFetch('key', () => {
      void cache.clear();
      return 'new';
    });

    expect(await answer).toBe('old');
  });

  it('P4 may abort the signal of the very call that started it', async () => {
    await using cache = new CacheManager({ clock: new FakeClock() });
    const controller = new AbortController();
    const reason = new Error('enough');
    const upstream = controlledFetcher<string>();
    const answer = cache.getOrFetch(
      'key',
      (context) => {
        controller.abort(reason);
        return upstream.fetch(context);
      },
      { signal: controller.signal },
    );

    expect(await rejection(answer)).toBe(reason);
    expect(upstream.calls[0]?.signal.aborted).toBe(true);
    expect(cache.flights()).toEqual([]);
  });
});

describe('a listener that calls back at once', () => {
  it('may clear the cache at a hit', async () => {
    await using cache = new CacheManager({ clock: new FakeClock(), tags: ['red'] });
    cache.on('hit', () => void cache.delete('key'));
    await cache.set('key', 'value');

    expect(await cache.getOrFetch('key', () => 'never')).toBe('value');
  });

  it('may clear the cache while a stale value is served', async () => {
    const clock = new FakeClock();
    await using cache = new CacheManager({ clock, ...windows });
    cache.on('stale', () => void cache.clear());
    await cache.set('key', 'old');
    clock.advance(1_500);

    expect(await cache.getOrFetch('key', () => 'new')).toBe('old');
  });

  it('may clear the cache while a stale value stands in for a flight there is no room for', async () => {
    const clock = new FakeClock();
    await using cache = new CacheManager({ clock, ttl: 1_000, staleIfError: 1_000, maxFlights: 1 });
    cache.on('fallback', () => void cache.clear());
    await cache.set('key', 'old');
    clock.advance(1_500);
    const upstream = controlledFetcher<string>();
    const other = cache.getOrFetch('other', upstream.fetch);

    expect(await cache.getOrFetch('key', () => 'never')).toBe('old');
    upstream.resolve('value');
    await other;
  });
});

describe('an error that is kept', () => {
  const failing = () => Promise.reject(new Error('down'));
  const options = { errorTtl: 10_000, tags: ['red'] };

  it('P16 goes with its tag', async () => {
    await using cache = new CacheManager({ clock: new FakeClock() });
    await rejection(cache.getOrFetch('key', failing, options));
    await cache.deleteByTag('red');

    expect(await cache.getOrFetch('key', () => 'value', options)).toBe('value');
  });

  it('P16 goes with its tag, where a value is held that does not carry it', async () => {
    const clock = new FakeClock();
    await using cache = new CacheManager({ clock, ttl: 1_000, keep: 10_000 });
    await cache.set('key', 'old');
    clock.advance(1_500);
    await rejection(cache.getOrFetch('key', failing, options));
    await cache.deleteByTag('red');

    expect(await cache.getOrFetch('key', () => 'value', options)).toBe('value');
  });

  it('P16 goes with its namespace', async () => {
    await using cache = new CacheManager({ clock: new FakeClock() });
    const billing = cache.namespace('billing');
    await rejection(billing.getOrFetch('key', failing, { errorTtl: 10_000 }));
    await billing.clear();

    expect(await billing.getOrFetch('key', () => 'value')).toBe('value');
  });

  it('P16 is not kept when its tag was invalidated while it was fetched', async () => {
    await using cache = new CacheManager({ clock: new FakeClock() });
    const upstream = controlledFetcher<string>();
    const failed = cache.getOrFetch('key', upstream.fetch, options);
    await cache.deleteByTag('red');
    upstream.reject(new Error('down'));
    await rejection(failed);

    expect(await cache.getOrFetch('key', () => 'value', options)).toBe('value');
  });
});

describe('defaults of the cache', () => {
  it.each([{ timeout: 100 }, { timeout: 100, softTimeout: 50 }])(
    'P12 hold for a call that brings nothing and joins: %o',
    async (defaults) => {
      const clock = new FakeClock();
      await using cache = new CacheManager({ clock, ...defaults });
      const upstream = controlledFetcher<string>();
      const first = rejection(cache.getOrFetch('key', upstream.fetch));
      clock.advance(50);
      const second = rejection(cache.getOrFetch('key', upstream.fetch));
      clock.advance(50);
      await first;
      expect(cache.flights()).toHaveLength(1);
      clock.advance(50);

      expect(await second).toMatchObject({ code: 'WAIT_TIMEOUT' });
      await settle();
      expect(cache.flights()).toEqual([]);
    },
  );
});

describe('a value that was not modified', () => {
  it('P15 keeps the tags it had beside those it is given', async () => {
    const clock = new FakeClock();
    await using cache = new CacheManager({ clock, ttl: 1_000, keep: 1_000 });
    for (const tag of ['red', 'blue']) {
      await cache.set('key', 'value', { tags: ['red'] });
      clock.advance(1_500);
      await cache.getOrFetch('key', (context) => context.notModified({ tags: ['blue'] }));
      expect(cache.peek('key')).toBe('value');
      await cache.deleteByTag(tag);
      expect(cache.peek('key')).toBeUndefined();
    }
  });
});
