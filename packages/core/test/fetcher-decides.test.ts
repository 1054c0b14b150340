import type { CacheOptions, FetchContext, StoreTerms } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { testCache, turn } from './support/test-cache.js';
import { rejection, watch } from './support/watch.js';

/** Fetches 'value', stored on these terms. */
const on =
  (terms: StoreTerms) =>
  ({ store }: FetchContext): string => {
    store(terms);
    return 'value';
  };

describe('P15 the fetcher may decide what becomes of the value', () => {
  it('decides the ttl, in place of the call’s and the cache’s', async () => {
    const { cache, clock } = testCache({ ttl: 1e6 });

    await cache.getOrFetch('key', on({ ttl: 50 }), 1e7);

    clock.advance(49);
    expect(cache.peek('key')).toBe('value');
    clock.advance(1);
    expect(cache.peek('key')).toBeUndefined();
  });

  it.each([
    ['staleWhileRevalidate', 'stale'],
    ['staleIfError', 'fallback'],
  ] as const)('decides %s', async (window, source) => {
    const { cache, clock } = testCache({ ttl: 10 });
    await cache.getOrFetch('key', on({ [window]: 100 }));

    clock.advance(109);
    const answer = await cache.getOrFetchWithInfo<unknown>('key', () => Promise.reject('down'));

    expect(answer).toEqual({ value: 'value', source, age: 109, ttl: 0 });
  });

  it('leaves what it does not name to the call', async () => {
    const { cache } = testCache({ ttl: 10 });
    const stored = vi.fn();
    cache.on('store', stored);

    await cache.getOrFetch('key', on({ keep: 5, ttl: undefined } as unknown as StoreTerms), 70);

    expect(stored).toHaveBeenCalledExactlyOnceWith({ key: 'key', ttl: 70 });
  });

  it('counts the last call, and takes the terms as they are then', async () => {
    const { cache, clock } = testCache();
    const tags = ['tag'];

    await cache.getOrFetch('key', ({ store, doNotStore }) => {
      doNotStore();
      store({ ttl: 10, keep: 5 });
      store({ ttl: 50, tags });
      tags.push('added later');
      return 'value';
    });

    await cache.deleteByTag('added later');
    clock.advance(49);
    expect(cache.peek('key')).toBe('value');
    clock.advance(1);
    expect(cache.peek('key')).toBeUndefined();
  });

  it('adds tags to those of the call', async () => {
    const { cache } = testCache();
    for (const tag of ['call', 'fetcher']) {
      await cache.getOrFetch('key', on({ tags: ['fetcher', 'call'] }), { tags: ['call'] });
      expect(cache.peek('key')).toBe('value');

      await cache.deleteByTag(tag);

      expect(cache.peek('key')).toBeUndefined();
    }
  });

  it('decides the weight, in place of `weigh`', async () => {
    const { cache } = testCache({ maxWeight: 100, weigh: () => 1 });

    await cache.getOrFetch('heavy', on({ weight: 60 }));
    await cache.getOrFetch('light', () => 'value');
    await cache.getOrFetch('weightless', on({ weight: 0 }));

    expect(cache.stats()).toMatchObject({ weight: 61, entries: 3 });
  });

  it('is subject to jitter', async () => {
    const { cache } = testCache({ jitter: 1 });
    const stored = vi.fn();
    cache.on('store', stored);

    await cache.getOrFetch('key', on({ ttl: 50 }));

    expect(stored.mock.calls[0]?.[0].ttl).toBeLessThan(50);
  });

  it('shares a value and stores nothing, where it asks for that; what was stored goes', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleIfError: 1e6 });
    await cache.set('key', 'old');
    clock.advance(10);
    const fetcher = vi.fn(async ({ doNotStore }: FetchContext) => {
      doNotStore();
      return 'personal';
    });

    const answers = [cache.getOrFetch('key', fetcher), cache.getOrFetch('key', fetcher)];

    expect(await Promise.all(answers)).toEqual(['personal', 'personal']);
    expect(fetcher).toHaveBeenCalledTimes(1);
    expect(cache.size).toBe(0);
  });

  const refused: [string, unknown, typeof TypeError | typeof RangeError, string][] = [
    ['a ttl of -1', { ttl: -1 }, RangeError, '`ttl`'],
    ['tags that are a string', { tags: 'users' }, TypeError, '`tags`'],
    ['a weight of -1', { weight: -1 }, RangeError, '`weight`'],
    ['a weight of NaN', { weight: Number.NaN }, RangeError, '`weight`'],
    ['a weight of Infinity', { weight: Number.POSITIVE_INFINITY }, RangeError, '`weight`'],
    ['no terms', undefined, TypeError, '`terms`'],
    ['null', null, TypeError, '`terms`'],
    ['a number', 5, TypeError, '`terms`'],
  ];
  it.each(refused)(
    'refuses %s at once, which fails the fetch',
    async (_what, terms, kind, named) => {
      const { cache } = testCache();

      const reason = await rejection(cache.getOrFetch('key', on(terms as StoreTerms)));

      expect(reason).toBeInstanceOf(kind);
      expect(String(reason)).toContain(named);
      expect(cache.size).toBe(0);
    },
  );

  it('is told the key as its caller wrote it', async () => {
    const { cache } = testCache();
    const context = await cache.namespace('space').getOrFetch('key', (given) => given);

    expect(context.key).toBe('key');
  });
});

describe('P15 a stale value may be revalidated in place of fetched', () => {
  const windows: [string, CacheOptions, number][] = [
    ['keep', { keep: 100 }, 109],
    ['staleIfError', { staleIfError: 100 }, 109],
    ['staleWhileRevalidate', { staleWhileRevalidate: 100 }, 50],
  ];
  it.each(windows)('shows the fetcher the value that %s holds', async (_name, options, age) => {
    const { cache, clock } = testCache({ ttl: 10, ...options });
    await cache.set('key', 'old', { tags: ['tag'] });
    clock.advance(age);
    const seen = vi.fn();

    await cache.getOrFetch('key', ({ stale }) => seen(stale));

    expect(seen).toHaveBeenCalledExactlyOnceWith({ value: 'old', age, tags: ['tag'] });
  });

  it('never serves what is kept for revalidation only', async () => {
    const { cache, clock } = testCache({ ttl: 10, keep: 100 });
    await cache.set('key', 'old');
    clock.advance(10);

    expect(await cache.get('key')).toBeUndefined();
    expect(await rejection(cache.getOrFetch('key', () => Promise.reject('down')))).toBe('down');
    expect(await rejection(cache.getOrFetch('key', () => Promise.reject('down')))).toBe('down');
  });

  it('shows nothing past the windows, nor where nothing was held', async () => {
    const { cache, clock } = testCache({ ttl: 10, keep: 100, errorTtl: 1 });
    await cache.set('key', 'old');
    clock.advance(110);
    const seen = vi.fn();

    await cache.getOrFetch('key', ({ stale }) => seen(stale));
    await cache.getOrFetch('unknown', ({ stale }) => seen(stale));
    await rejection(cache.getOrFetch('failed', () => Promise.reject('down')));
    clock.advance(1);
    await cache.getOrFetch('failed', ({ stale }) => seen(stale));

    expect(seen.mock.calls).toEqual([[undefined], [undefined], [undefined]]);
  });

  it('stores the value afresh when the fetcher says that it was not modified, with its tags', async () => {
    const { cache, clock } = testCache({ ttl: 10, keep: 100 });
    const value = { body: 'old' };
    await cache.set('key', value, { tags: ['tag'] });
    clock.advance(10);

    const answer = await cache.getOrFetchWithInfo('key', ({ notModified }) => notModified(), 50);

    expect(answer).toEqual({ value, source: 'fetched', age: 0, ttl: 50 });
    expect(answer.value).toBe(value);
    clock.advance(49);
    expect(cache.peek('key')).toBe(value);
    await cache.deleteByTag('tag');
    expect(cache.peek('key')).toBeUndefined();
  });

  it.each(['old tag', 'new tag'])(
    'stores it on the terms that come with `notModified`, beside the tags it had: %s',
    async (tag) => {
      const { cache, clock } = testCache({ ttl: 10, keep: 100 });
      await cache.set('key', 'old', { tags: ['old tag'] });
      clock.advance(10);

      await cache.getOrFetch('key', ({ notModified }) =>
        notModified({ ttl: 70, tags: ['new tag'] }),
      );

      clock.advance(69);
      expect(cache.peek('key')).toBe('old');
      await cache.deleteByTag(tag);
      expect(cache.peek('key')).toBeUndefined();
    },
  );

  it('does not store it where its tag was invalidated during the revalidation', async () => {
    const { cache, clock } = testCache({ ttl: 10, keep: 100 });
    const upstream = deferred<void>();
    await cache.set('key', 'old', { tags: ['tag'] });
    clock.advance(10);

    const call = cache.getOrFetch('key', async ({ notModified }) => {
      await upstream.promise;
      return notModified();
    });
    await cache.deleteByTag('tag');
    upstream.resolve();

    expect(await call).toBe('old');
    expect(cache.peek('key')).toBeUndefined();
  });

  it('refuses `notModified` where nothing is held', async () => {
    const { cache } = testCache();

    const reason = await rejection(cache.getOrFetch('key', ({ notModified }) => notModified()));

    expect(reason).toBeInstanceOf(TypeError);
    expect(String(reason)).toContain('nothing is held of "key" that could be unmodified');
  });

  it('keeps the same tags through many revalidations', async () => {
    const { cache, clock } = testCache({ ttl: 10, keep: 100 });
    const space = cache.namespace('space');
    const seen = vi.fn();
    await space.set('key', 'old', { tags: ['tag'] });

    for (let round = 0; round < 3; round++) {
      clock.advance(10);
      await space.getOrFetch('key', ({ stale, notModified }) => {
        seen(stale?.tags);
        return notModified();
      });
    }

    expect(seen.mock.calls).toEqual([[['tag']], [['tag']], [['tag']]]);
    await space.deleteByTag('tag');
    expect(space.peek('key')).toBeUndefined();
  });

  it('shows a fetcher that was given up that its flight is over', async () => {
    const { cache, clock } = testCache({ ttl: 10, keep: 1e6, flightTimeout: 100 });
    const upstream = deferred<void>();
    await cache.set('key', 'old');
    clock.advance(10);

    const call = watch(
      cache.getOrFetch('key', async ({ notModified }) => {
        await upstream.promise;
        return notModified();
      }),
    );
    clock.advance(100);
    upstream.resolve();
    await turn();

    expect(call.state).toBe('rejected');
    expect(cache.peek('key')).toBeUndefined();
  });
});

describe('P15 a fetcher may answer before it is done', () => {
  it('answers once: the second early answer is ignored', async () => {
    const { cache } = testCache();

    const answer = cache.getOrFetch('key', async ({ answerEarly }) => {
      answerEarly('first');
      answerEarly('second');
      return 'whole';
    });

    expect(await answer).toBe('first');
    await turn();
    expect(cache.peek('key')).toBe('whole');
  });

  it('answers nobody once its flight was given up', async () => {
    const { cache, clock } = testCache({ flightTimeout: 100 });
    const upstream = deferred<void>();

    const call = watch(
      cache.getOrFetch('key', async ({ answerEarly }) => {
        await upstream.promise;
        answerEarly('late');
        return 'later';
      }),
    );
    clock.advance(100);
    upstream.resolve();
    await turn();

    expect(call.reason).toMatchObject({ code: 'FLIGHT_TIMEOUT' });
    expect(cache.size).toBe(0);
  });
});
