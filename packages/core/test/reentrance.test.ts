import { CacheManager } from '@sameflight/core';
import { controlledFetcher, FakeClock } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import { settle } from './support/settle.js';
import { rejection, watch } from './support/watch.js';

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

describe('a listener that closes the cache', () => {
  it('P19 leaves nothing stored of what it heard of, and whoever waits hears that it is closed', async () => {
    const cache = new CacheManager({ clock: new FakeClock() });
    cache.on('store', () => cache.close());

    await expect(cache.getOrFetch('key', () => 'value')).rejects.toThrow('closed');
    expect(cache.size).toBe(0);
  });
});

describe('`weigh` that calls back at once', () => {
  const callsBack: readonly [string, (cache: CacheManager) => Promise<unknown>][] = [
    ['delete', (cache) => cache.delete('key')],
    ['deleteByTag', (cache) => cache.deleteByTag('red')],
    ['clear', (cache) => cache.clear()],
    ['close', (cache) => cache.close()],
  ];

  it.each(callsBack)('P16 keeps nothing of what it weighed after %s', async (_, callBack) => {
    const cache: CacheManager = new CacheManager({
      clock: new FakeClock(),
      maxWeight: 10,
      weigh: () => {
        void callBack(cache);
        return 1;
      },
    });
    await cache.getOrFetch('key', () => 'old', { tags: ['red'] }).catch(() => {});

    expect(cache.size).toBe(0);
    await cache.close();
  });

  it.each(['set', 'getOrFetch'] as const)(
    '%s keeps what it weighs though it deletes another',
    async (verb) => {
      const cache: CacheManager = new CacheManager({
        clock: new FakeClock(),
        maxWeight: 10,
        weigh: () => {
          void cache.delete('another');
          return 1;
        },
      });

      await (verb === 'set' ? cache.set('key', 'value') : cache.getOrFetch('key', () => 'value'));

      expect(cache.peek('key')).toBe('value');
      await cache.close();
    },
  );

  it('sets nothing in a cache that it closes', async () => {
    const cache: CacheManager = new CacheManager({
      clock: new FakeClock(),
      maxWeight: 10,
      weigh: () => {
        void cache.close();
        return 1;
      },
    });

    await expect(cache.set('key', 'value')).rejects.toThrow('closed');
    expect(cache.size).toBe(0);
  });

  it('P17 keeps what it has set meanwhile', async () => {
    const cache: CacheManager = new CacheManager({
      clock: new FakeClock(),
      maxWeight: 10,
      weigh: (value, key) => {
        if (value === 'old') void cache.set(key, 'new');
        return 1;
      },
    });

    expect(await cache.getOrFetch('key', () => 'old')).toBe('old');
    expect(cache.peek('key')).toBe('new');
    await cache.close();
  });

  it('P16 gives a late joiner nothing whose tag it has invalidated', async () => {
    let late: Promise<unknown> | undefined;
    const cache: CacheManager = new CacheManager({
      clock: new FakeClock(),
      maxWeight: 10,
      weigh: (value) => {
        if (value !== 'old') return 1;
        void cache.deleteByTag('red');
        late = cache.getOrFetch('key', () => 'new');
        return 1;
      },
    });
    await cache.getOrFetch('key', ({ store }) => {
      store({ tags: ['red'] });
      return 'old';
    });

    expect(await late).toBe('new');
    await cache.close();
  });

  it('P4 tells of one end of a flight whose last waiter it makes leave', async () => {
    const controller = new AbortController();
    await using cache = new CacheManager({
      clock: new FakeClock(),
      maxWeight: 10,
      weigh: () => {
        controller.abort();
        return 1;
      },
    });
    const told: string[] = [];
    cache.on('abandon', () => told.push('abandon'));
    cache.on('land', () => told.push('land'));
    await rejection(cache.getOrFetch('key', () => 'value', { signal: controller.signal }));

    expect(told).toEqual(['abandon']);
  });
});

describe('a listener that hears of an eviction', () => {
  it('P16 may clear the cache', async () => {
    await using cache = new CacheManager({ clock: new FakeClock(), maxEntries: 1 });
    await cache.set('a', 1);
    cache.on('evict', () => void cache.clear());
    await cache.getOrFetch('b', () => 2);

    expect(cache.size).toBe(0);
  });

  it('P18 may set the very key that made room', async () => {
    await using cache = new CacheManager({ clock: new FakeClock(), maxEntries: 4 });
    for (const key of ['a', 'b', 'c', 'd']) await cache.set(key, key);
    cache.on('evict', ({ key }) => {
      if (key === 'a') void cache.set('e', 'by the listener');
    });
    await cache.getOrFetch('e', () => 'fetched');
    expect(cache.peek('e')).toBe('by the listener');

    for (let index = 0; index < 50; index++) await cache.set(`${index}`, index);
    expect(cache.size).toBe(4);
    expect([...cache.keys()].map((key) => cache.peek(key))).toEqual([...cache.keys()].map(Number));
  });

  it('P13 may delete the failure that made room', async () => {
    const clock = new FakeClock();
    await using cache = new CacheManager({
      clock,
      ...windows,
      maxEntries: 1,
      errorTtl: 9_000,
      retryAfter: 9_000,
    });
    await cache.set('other', 1);
    cache.on('evict', () => void cache.delete('key'));
    await rejection(cache.getOrFetch('key', () => Promise.reject(new Error('down'))));
    await cache.set('key', 'old');
    clock.advance(1_500);
    await cache.getOrFetch('key', () => 'new');
    await settle();

    expect(cache.peek('key')).toBe('new');
  });
});

describe('a listener that closes the cache at the start of a flight', () => {
  it('P19 lets the rest of a batch start no flight', async () => {
    await using cache = new CacheManager({ clock: new FakeClock() });
    cache.on('fetch', () => void cache.close());
    const asked: unknown[] = [];
    const answer = cache.getOrFetchMany(['a', 'b'], (keys) => {
      asked.push(keys);
      return new Map();
    });

    expect(await rejection(answer)).toMatchObject({ code: 'CLOSED' });
    expect([cache.stats().fetches, cache.flights(), asked]).toEqual([1, [], []]);
  });

  it('leaves `waitUntil` no work that never ends', async () => {
    const clock = new FakeClock();
    const work: Promise<void>[] = [];
    await using cache = new CacheManager({
      clock,
      ...windows,
      waitUntil: (promise) => work.push(promise),
    });
    await cache.set('key', 'old');
    clock.advance(1_500);
    cache.on('fetch', () => void cache.close());
    await cache.getOrFetch('key', () => 'new');

    expect(work).toHaveLength(1);
    const states = work.map(watch);
    await settle();
    expect(states.map(({ state }) => state)).toEqual(['fulfilled']);
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
