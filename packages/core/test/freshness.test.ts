import { deferred } from '@sameflight/core/testing';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { lifetimeOf } from '../src/entry.js';
import { freshness, jittered, retryDelay, standsIn } from '../src/freshness.js';
import { testCache, turn } from './support/test-cache.js';
import { rejection, watch } from './support/watch.js';

const down = new Error('upstream is down');
const failing = (): Promise<never> => Promise.reject(down);

describe('P11 stale is served only in the windows that the caller allowed', () => {
  it('makes a new call after expiry, and serves its value', async () => {
    const { cache, clock } = testCache({ ttl: 60_000 });
    await cache.getOrFetch('key', () => 'old');

    clock.advance(60_000);

    expect(await cache.getOrFetch('key', () => 'new')).toBe('new');
    expect(await cache.getOrFetch('key', () => 'newer')).toBe('new');
  });

  it('counts a ttl from when the value was stored, not from when its fetch began', async () => {
    const { cache, clock } = testCache({ ttl: 100 });
    const upstream = deferred<string>();
    const call = cache.getOrFetch('key', () => upstream.promise);
    clock.advance(90);
    upstream.resolve('value');
    await call;

    clock.advance(99);
    expect(cache.peek('key')).toBe('value');
    clock.advance(1);
    expect(cache.peek('key')).toBeUndefined();
  });

  it('gives a boundary to the older side', () => {
    const lifetime = lifetimeOf({ ttl: 10, staleWhileRevalidate: 5, staleIfError: 7, keep: 0 }, 2);

    const ages = [0, 7.999, 8, 9.999, 10, 14.999, 15];
    expect(ages.map((age) => freshness(age, lifetime))).toEqual([
      'fresh',
      'fresh',
      'late',
      'late',
      'stale',
      'stale',
      'expired',
    ]);
    expect([16.999, 17].map((age) => standsIn(age, lifetime))).toEqual([true, false]);
  });

  it('never expires a value whose ttl is Infinity', async () => {
    const { cache, clock } = testCache({ ttl: Number.POSITIVE_INFINITY });
    await cache.set('key', 'value');

    clock.advance(Number.MAX_SAFE_INTEGER);

    expect(cache.peek('key')).toBe('value');
    expect(await cache.getOrFetchWithInfo('key', () => 'other')).toMatchObject({
      source: 'hit',
      ttl: Number.POSITIVE_INFINITY,
    });
  });

  it('lets a call narrow the window, and never widen it', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100 });
    const fetcher = vi.fn(() => 'new');
    await cache.set('key', 'old');
    clock.advance(60);

    expect(await cache.getOrFetch('key', fetcher, { staleWhileRevalidate: 51 })).toBe('old');
    await turn();
    await cache.set('key', 'old');
    clock.advance(60);
    expect(await cache.getOrFetch('key', fetcher, { staleWhileRevalidate: 50 })).toBe('new');
    await cache.set('key', 'old');
    clock.advance(110);
    expect(await cache.getOrFetch('key', fetcher, { staleWhileRevalidate: 1e6 })).toBe('new');
  });

  it('ignores the ttl of a call that hits', async () => {
    const { cache, clock } = testCache({ ttl: 100 });
    await cache.getOrFetch('key', () => 'value');
    clock.advance(50);

    expect(await cache.getOrFetch('key', () => 'other', 10)).toBe('value');
    expect(await cache.getOrFetch('key', () => 'other', { ttl: 10 })).toBe('value');
  });

  it('says that an answer was stale, and how old', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100 });
    const stale = vi.fn();
    cache.on('stale', stale);
    await cache.set('key', 'old');
    clock.advance(30);

    const answer = await cache.getOrFetchWithInfo('key', () => 'new');

    expect(answer).toEqual({ value: 'old', source: 'stale', age: 30, ttl: 0 });
    expect(stale).toHaveBeenCalledExactlyOnceWith({ key: 'key', age: 30 });
  });
});

describe('K-12 stale while revalidate', () => {
  it('serves ten thousand stale reads by one refresh', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100 });
    const upstream = deferred<string>();
    const refresh = vi.fn(() => upstream.promise);
    await cache.set('key', 'old');
    clock.advance(10);

    const reads = Array.from({ length: 10_000 }, () => cache.getOrFetch('key', refresh));
    expect(new Set(await Promise.all(reads))).toEqual(new Set(['old']));
    expect(refresh).toHaveBeenCalledTimes(1);
    upstream.resolve('new');
    await turn();

    expect(await cache.getOrFetch('key', refresh)).toBe('new');
  });

  it('keeps the old value when the refresh fails, to the end of its window', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100, retryAfter: 0 });
    const refresh = vi.fn(failing);
    await cache.set('key', 'old');
    clock.advance(10);

    expect(await cache.getOrFetch<unknown>('key', refresh)).toBe('old');
    await turn();
    clock.advance(99);
    expect(await cache.getOrFetch<unknown>('key', refresh)).toBe('old');
    await turn();
    clock.advance(1);

    expect(await rejection(cache.getOrFetch('key', refresh))).toBe(down);
    expect(refresh).toHaveBeenCalledTimes(3);
  });

  it('makes callers wait past the window, even while a refresh hangs, until that is given up', async () => {
    const options = { ttl: 10, staleWhileRevalidate: 100, flightTimeout: 500 };
    const { cache, clock } = testCache(options);
    const hung = (): Promise<string> => new Promise(() => {});
    await cache.set('key', 'old');
    clock.advance(10);
    expect(await cache.getOrFetch('key', hung)).toBe('old');

    clock.advance(100);
    const waits = watch(cache.getOrFetch('key', () => 'new'));
    await turn();
    expect(waits.state).toBe('pending');
    clock.advance(400);

    expect(await cache.getOrFetch('key', () => 'new')).toBe('new');
    expect(waits.state).toBe('rejected');
  });

  it('does not hand the caller’s signal to the refresh', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100 });
    const upstream = deferred<string>();
    const caller = new AbortController();
    let seen: AbortSignal | undefined;
    await cache.set('key', 'old');
    clock.advance(10);

    const options = { signal: caller.signal };
    await cache.getOrFetch(
      'key',
      ({ signal }) => {
        seen = signal;
        return upstream.promise;
      },
      options,
    );
    caller.abort();
    upstream.resolve('new');
    await turn();

    expect(seen?.aborted).toBe(false);
    expect(cache.peek('key')).toBe('new');
  });

  it('stays deleted when it is deleted during the refresh', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100 });
    const upstream = deferred<string>();
    await cache.set('key', 'old');
    clock.advance(10);
    await cache.getOrFetch('key', () => upstream.promise);

    await cache.delete('key');
    upstream.resolve('fetched before the delete');
    await turn();

    expect(await cache.getOrFetch('key', () => 'new')).toBe('new');
  });

  it('never ends a refresh for lack of waiters', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 10 });
    const upstream = deferred<string>();
    const caller = new AbortController();
    await cache.set('key', 'old');
    clock.advance(10);
    await cache.getOrFetch('key', () => upstream.promise);
    clock.advance(10);

    const options = { signal: caller.signal };
    const joined = rejection(cache.getOrFetch('key', () => 'other', options));
    caller.abort();
    await joined;
    upstream.resolve('new');
    await turn();

    expect(cache.peek('key')).toBe('new');
  });

  it('hands the refresh to `waitUntil` as work that never rejects', async () => {
    const work: Promise<void>[] = [];
    const waitUntil = (one: Promise<void>): void => void work.push(one);
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100, waitUntil });
    await cache.set('key', 'old');
    clock.advance(10);

    expect(await cache.getOrFetch<unknown>('key', failing)).toBe('old');

    expect(work).toHaveLength(1);
    expect(await work[0]).toBeUndefined();
  });

  it('refreshes even where `waitUntil` throws', async () => {
    const told = vi.fn();
    const waitUntil = (): never => {
      throw down;
    };
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100, waitUntil });
    cache.on('listener-failure', told);
    await cache.set('key', 'old');
    clock.advance(10);

    expect(await cache.getOrFetch('key', () => 'new')).toBe('old');
    await turn();

    expect(cache.peek('key')).toBe('new');
    expect(told).toHaveBeenCalledExactlyOnceWith({ event: 'waitUntil', error: down });
  });
});

describe('K-12c stale if error', () => {
  it('lets the stale value stand in for a failed fetch within its window, and keeps it', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleIfError: 100, retryAfter: 0 });
    const fallbacks = vi.fn();
    cache.on('fallback', fallbacks);
    await cache.set('key', 'old');
    clock.advance(109);

    expect(await cache.getOrFetch<unknown>('key', failing)).toBe('old');
    expect(fallbacks).toHaveBeenCalledExactlyOnceWith({ key: 'key', age: 109 });
    expect(cache.stats()).toMatchObject({ failures: 1, fallbacks: 1, entries: 1 });

    clock.advance(1);
    expect(await rejection(cache.getOrFetch('key', failing))).toBe(down);
  });

  it('gives everyone aboard the stale value, or the error to who forbids it', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleIfError: 100 });
    const upstream = deferred<string>();
    const fetcher = (): Promise<string> => upstream.promise;
    await cache.set('key', 'old');
    clock.advance(20);

    const lax = [
      cache.getOrFetch('key', fetcher),
      cache.getOrFetch('key', fetcher, { timeout: 1_000 }),
    ];
    const strict = rejection(cache.getOrFetch('key', fetcher, { staleIfError: 0 }));
    upstream.reject(down);

    expect(await Promise.all(lax)).toEqual(['old', 'old']);
    expect(await strict).toBe(down);
  });

  it('does not stand in where the window has passed by the time the fetch fails', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleIfError: 100 });
    const upstream = deferred<string>();
    await cache.set('key', 'old');
    clock.advance(50);

    const call = rejection(cache.getOrFetch('key', () => upstream.promise));
    clock.advance(60);
    upstream.reject(down);

    expect(await call).toBe(down);
  });

  it('rejects a forced refresh that fails, where nothing allows the old value to stand in', async () => {
    const { cache } = testCache({ ttl: 1_000 });
    await cache.set('key', 'fresh');

    expect(await rejection(cache.getOrFetch('key', failing, { refresh: true }))).toBe(down);
    expect(await cache.getOrFetch('key', failing)).toBe('fresh');
  });

  it('lets a fresh value stand in for a forced refresh, where `staleIfError` allows a stale one', async () => {
    const { cache } = testCache({ ttl: 1_000, staleIfError: 10 });
    await cache.set('key', 'fresh');

    const options = { refresh: true };
    expect(await cache.getOrFetchWithInfo<unknown>('key', failing, options)).toMatchObject({
      value: 'fresh',
      source: 'fallback',
    });
  });
});

describe('P13 a failed refresh does not hammer the upstream', () => {
  it('puts refreshes off after a failure, twice as long after each, up to 64 times', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 1e9, retryAfter: 100 });
    const refresh = vi.fn(failing);
    await cache.set('key', 'old');
    clock.advance(10);

    const delays: number[] = [];
    for (let failures = 1; failures <= 9; failures++) {
      const delay = await timeToNextRefresh();
      delays.push(delay);
    }

    expect(delays).toEqual([0, 100, 200, 400, 800, 1_600, 3_200, 6_400, 6_400]);

    async function timeToNextRefresh(): Promise<number> {
      const before = refresh.mock.calls.length;
      for (let waited = 0; ; waited += 100) {
        expect(await cache.getOrFetch<unknown>('key', refresh)).toBe('old');
        await turn();
        if (refresh.mock.calls.length > before) return waited;
        clock.advance(100);
      }
    }
  });

  it('starts again at the shortest delay after a success', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 1e9, retryAfter: 100 });
    const refresh = vi.fn<() => Promise<string>>(failing);
    await cache.set('key', 'old');
    for (const delay of [10, 100]) {
      clock.advance(delay);
      await cache.getOrFetch('key', refresh);
      await turn();
    }
    clock.advance(200);
    refresh.mockResolvedValueOnce('new');
    await cache.getOrFetch('key', refresh);
    await turn();
    expect(cache.peek('key')).toBe('new');

    clock.advance(10);
    await cache.getOrFetch('key', refresh);
    await turn();
    clock.advance(100);
    await cache.getOrFetch('key', refresh);

    expect(refresh).toHaveBeenCalledTimes(5);
  });

  it('serves the stale value at once meanwhile, marked stale, where `staleIfError` allows it', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleIfError: 1e6, retryAfter: 100 });
    const fetcher = vi.fn(failing);
    await cache.set('key', 'old');
    clock.advance(10);
    expect(await cache.getOrFetch<unknown>('key', fetcher)).toBe('old');

    clock.advance(99);
    expect(await cache.getOrFetchWithInfo<unknown>('key', fetcher)).toEqual({
      value: 'old',
      source: 'stale',
      age: 109,
      ttl: 0,
    });
    expect(fetcher).toHaveBeenCalledTimes(1);
    clock.advance(1);
    await cache.getOrFetch<unknown>('key', fetcher);
    expect(fetcher).toHaveBeenCalledTimes(2);
  });

  it('never widens the window: past it the fetch is tried, whatever `retryAfter` says', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 50, retryAfter: 1e6 });
    await cache.set('key', 'old');
    clock.advance(10);
    await cache.getOrFetch<unknown>('key', failing);
    await turn();

    clock.advance(50);

    expect(await cache.getOrFetch('key', () => 'new')).toBe('new');
  });

  it('answers with a kept error where no stale value may stand in', async () => {
    const { cache, clock } = testCache({ ttl: 10, keep: 1e6, errorTtl: 100 });
    await cache.set('key', 'old');
    clock.advance(10);
    await rejection(cache.getOrFetch('key', failing));

    clock.advance(99);
    expect(await rejection(cache.getOrFetch('key', () => 'new'))).toBe(down);
    clock.advance(1);
    expect(await cache.getOrFetch('key', () => 'new')).toBe('new');
  });

  it('tries at every call where `retryAfter` is 0', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 1e6, retryAfter: 0 });
    const refresh = vi.fn(failing);
    await cache.set('key', 'old');
    clock.advance(10);

    for (let round = 0; round < 3; round++) {
      await cache.getOrFetch<unknown>('key', refresh);
      await turn();
    }

    expect(refresh).toHaveBeenCalledTimes(3);
  });

  it('doubles the delay six times', () => {
    expect([1, 2, 3, 6, 7, 8, 1_000].map((count) => retryDelay(10, count))).toEqual([
      10, 20, 40, 320, 640, 640, 640,
    ]);
  });
});

describe('P14 refreshes come ahead of expiry, and expiry is spread', () => {
  it('refreshes in the background at a hit in the last `refreshAhead` of the ttl', async () => {
    const { cache, clock } = testCache({ ttl: 100, refreshAhead: 20 });
    const fetcher = vi.fn(() => `call ${fetcher.mock.calls.length}`);
    await cache.getOrFetch('key', fetcher);

    clock.advance(79);
    expect(await cache.getOrFetch('key', fetcher)).toBe('call 1');
    expect(fetcher).toHaveBeenCalledTimes(1);
    clock.advance(1);
    expect(await cache.getOrFetchWithInfo('key', fetcher)).toMatchObject({
      value: 'call 1',
      source: 'hit',
      ttl: 20,
    });
    await turn();

    expect(fetcher).toHaveBeenCalledTimes(2);
    expect(cache.peek('key')).toBe('call 2');
    expect(cache.stats()).toMatchObject({ hits: 2, fetches: 2 });
  });

  it('refreshes once, and not while a failure is recent', async () => {
    const { cache, clock } = testCache({ ttl: 100, refreshAhead: 50, retryAfter: 20 });
    const fetcher = vi.fn(failing);
    await cache.set('key', 'value');
    clock.advance(50);

    for (let hit = 0; hit < 10; hit++) void cache.getOrFetch<unknown>('key', fetcher);
    await turn();
    expect(fetcher).toHaveBeenCalledTimes(1);
    clock.advance(19);
    expect(await cache.getOrFetch<unknown>('key', fetcher)).toBe('value');
    expect(fetcher).toHaveBeenCalledTimes(1);
    clock.advance(1);
    expect(await cache.getOrFetch<unknown>('key', fetcher)).toBe('value');
    expect(fetcher).toHaveBeenCalledTimes(2);
  });

  it.each([100, 1_000, Number.POSITIVE_INFINITY])(
    'refreshes at every hit where `refreshAhead` is %d, as long as the ttl or longer',
    async (refreshAhead) => {
      const { cache } = testCache({ ttl: 100, refreshAhead });
      const fetcher = vi.fn(() => 'value');
      await cache.getOrFetch('key', fetcher);

      expect(await cache.getOrFetch('key', fetcher)).toBe('value');

      expect(fetcher).toHaveBeenCalledTimes(2);
    },
  );

  it('refreshes at every hit where ttl and `refreshAhead` have no end', async () => {
    const endless = Number.POSITIVE_INFINITY;
    const { cache } = testCache({ ttl: endless, refreshAhead: endless });
    const fetcher = vi.fn(() => 'value');
    await cache.getOrFetch('key', fetcher);

    await cache.getOrFetch('key', fetcher);

    expect(fetcher).toHaveBeenCalledTimes(2);
  });

  it('shortens a ttl by jitter, by no more than the share that was allowed, and evenly', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (ttl, jitter, random) => {
          const shortened = jittered(ttl, jitter, () => random);
          expect(shortened).toBeLessThanOrEqual(ttl);
          expect(shortened).toBeGreaterThanOrEqual(ttl * (1 - jitter));
        },
      ),
    );
    const ttls = Array.from({ length: 11 }, (_, step) => jittered(1_000, 0.2, () => step / 10));
    expect(ttls.map(Math.round)).toEqual([1_000, 980, 960, 940, 920, 900, 880, 860, 840, 820, 800]);
    expect(jittered(Number.POSITIVE_INFINITY, 0.5)).toBe(Number.POSITIVE_INFINITY);
  });

  it('spreads the expiry of entries that are stored together, fetched or set', async () => {
    const { cache } = testCache({ ttl: 1_000, jitter: 0.5 });
    const ttls: number[] = [];
    cache.on('store', ({ ttl }) => ttls.push(ttl));

    for (let index = 0; index < 500; index++) {
      await cache.getOrFetch(`fetched ${index}`, () => index);
      await cache.set(`set ${index}`, index);
    }

    const tenths = new Set(ttls.map((ttl) => Math.floor((ttl - 500) / 50)));
    expect(Math.min(...ttls)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...ttls)).toBeLessThanOrEqual(1_000);
    expect([...tenths].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
