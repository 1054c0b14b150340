import { OverloadedError } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Directory } from '../src/directory.js';
import { lifetimeOf } from '../src/entry.js';
import { MemoryStore } from '../src/memory-store.js';
import { runs } from './support/runs.js';
import { testCache, turn } from './support/test-cache.js';
import { rejection } from './support/watch.js';

describe('P18 entries never exceed `maxEntries`', () => {
  it('keeps a thousand unless told otherwise', async () => {
    const { cache } = testCache();

    for (let index = 0; index < 1_500; index++) await cache.set(`${index}`, index);

    expect(cache.size).toBe(1_000);
    expect(cache.stats()).toMatchObject({ entries: 1_000, evictions: 500 });
  });

  it.each([1, 2, 63, 64, 65, 200])(
    'keeps to a bound of %i after every call',
    async (maxEntries) => {
      const { cache } = testCache({ maxEntries });
      const evicted = new Set<string>();
      cache.on('evict', ({ key }) => evicted.add(key));

      for (let index = 0; index < 500; index++) {
        await cache.set(`${index}`, index);
        if (index % 3 === 0) await cache.getOrFetch(`${index - 2}`, () => index);
        expect(cache.size).toBeLessThanOrEqual(maxEntries);
        expect(cache.peek(`${index}`) === index || cache.peek(`${index - 2}`) !== undefined).toBe(
          true,
        );
      }

      expect(cache.size).toBe(maxEntries);
      for (const key of cache.keys()) expect(cache.peek(key)).toBeDefined();
      expect(evicted.size).toBeGreaterThan(0);
    },
  );

  it('has no bound where `maxEntries` is Infinity', async () => {
    const { cache } = testCache({ maxEntries: Number.POSITIVE_INFINITY });

    for (let index = 0; index < 5_000; index++) await cache.set(`${index}`, index);

    expect(cache.size).toBe(5_000);
    expect([0, 64, 4_999].map((index) => cache.peek(`${index}`))).toEqual([0, 64, 4_999]);
  });

  it('keeps what comes back, rather than a flood of keys that never do', async () => {
    const { cache } = testCache({ maxEntries: 100 });
    const hot = Array.from({ length: 20 }, (_, index) => `hot ${index}`);
    const touch = async (): Promise<void> => {
      for (const key of hot) await cache.getOrFetch(key, () => key);
    };

    for (let round = 0; round < 20; round++) {
      await touch();
      for (let index = 0; index < 100; index++) await cache.set(`flood ${round} ${index}`, index);
    }
    const { fetches } = cache.stats();
    await touch();

    expect(cache.stats().fetches - fetches).toBeLessThanOrEqual(2);
  });

  it('reuses the places of what was deleted', async () => {
    const { cache } = testCache({ maxEntries: 100 });

    for (let round = 0; round < 50; round++) {
      for (let index = 0; index < 100; index++) await cache.set(`${round} ${index}`, index);
      for (let index = 0; index < 100; index++) await cache.delete(`${round} ${index}`);
    }

    expect(cache.stats()).toMatchObject({ entries: 0, evictions: 0 });
  });

  it('evicts no flight, and stores what lands', async () => {
    const { cache } = testCache({ maxEntries: 1 });
    const upstream = deferred<string>();
    const fetcher = vi.fn(() => upstream.promise);

    const waiting = cache.getOrFetch('in the air', fetcher);
    for (let index = 0; index < 10; index++) await cache.set(`${index}`, index);
    const joined = cache.getOrFetch('in the air', fetcher);
    upstream.resolve('value');

    expect(await Promise.all([waiting, joined])).toEqual(['value', 'value']);
    expect(fetcher).toHaveBeenCalledTimes(1);
    expect([...cache.keys()]).toEqual(['in the air']);
  });

  it('K-17 lets a refresh land whose stale value was evicted meanwhile', async () => {
    const { cache, clock } = testCache({ maxEntries: 1, ttl: 10, staleWhileRevalidate: 1e6 });
    const upstream = deferred<string>();
    await cache.set('key', 'old');
    clock.advance(10);
    await cache.getOrFetch('key', () => upstream.promise);
    await cache.set('other', 'value');

    upstream.resolve('new');
    await turn();

    expect([...cache.keys()]).toEqual(['key']);
  });
});

describe('P18 weights never exceed `maxWeight`', () => {
  it('makes room by weight', async () => {
    const { cache } = testCache({ maxWeight: 10, weigh: (value) => (value as string).length });

    await cache.set('a', '1234');
    await cache.set('b', '1234');
    expect(cache.stats().weight).toBe(8);
    await cache.set('c', '1234567');

    expect(cache.stats()).toMatchObject({ weight: 7, entries: 1, evictions: 2 });
  });

  it('counts 1 an entry where no `weigh` is given, and nothing where no `maxWeight` is', async () => {
    const { cache: weighed } = testCache({ maxWeight: 3 });
    const { cache: unweighed } = testCache({ weigh: () => 1_000 });

    for (let index = 0; index < 5; index++) {
      await weighed.set(`${index}`, index);
      await unweighed.set(`${index}`, index);
    }

    expect(weighed.stats()).toMatchObject({ weight: 3, entries: 3 });
    expect(unweighed.stats()).toMatchObject({ weight: 0, entries: 5 });
  });

  it('tells `weigh` the whole key', async () => {
    const weigh = vi.fn(() => 1);
    const { cache } = testCache({ maxWeight: 10, weigh });
    const key = 'k'.repeat(5_000);

    await cache.set(key, 'value');

    expect(weigh).toHaveBeenCalledExactlyOnceWith('value', key);
  });

  it('weighs a value that replaces another in its place', async () => {
    const { cache } = testCache({ maxWeight: 10, weigh: Number });

    await cache.set('a', 6);
    await cache.set('b', 4);
    await cache.set('a', 2);
    expect(cache.stats()).toMatchObject({ weight: 6, entries: 2 });
    await cache.set('a', 9);

    expect(cache.stats()).toMatchObject({ weight: 9, entries: 1 });
  });

  it('K-17 returns a value heavier than the whole budget, does not store it, and drops its predecessor', async () => {
    const { cache, clock } = testCache({ maxWeight: 10, weigh: Number, ttl: 10 });
    const drops = vi.fn();
    cache.on('drop', drops);
    await cache.set('key', 1);
    await cache.set('other', 2);
    clock.advance(5);

    expect(await cache.getOrFetch('key', () => 11, { refresh: true })).toBe(11);

    expect(cache.peek('key')).toBeUndefined();
    expect(cache.peek('other')).toBe(2);
    expect(drops).toHaveBeenCalledExactlyOnceWith({ key: 'key', reason: 'too-heavy' });
    expect(cache.stats()).toMatchObject({ weight: 2, entries: 1, evictions: 0 });
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, '5', undefined, null])(
    'K-17 returns a value that is said to weigh %s, and does not store it',
    async (weight) => {
      const { cache } = testCache({ maxWeight: 10, weigh: () => weight as number });
      const drops = vi.fn();
      cache.on('drop', drops);

      expect(await cache.getOrFetch('key', () => 'value')).toBe('value');

      expect(cache.stats()).toMatchObject({ weight: 0, entries: 0, overtaken: 0 });
      expect(drops.mock.calls[0]?.[0]).toMatchObject({ key: 'key', reason: 'unweighable' });
      expect(String(drops.mock.calls[0]?.[0].error)).toContain(
        '`weigh` must return a finite number ≥ 0',
      );
    },
  );

  it('stores what weighs nothing, as often as there is room for entries', async () => {
    const { cache } = testCache({ maxEntries: 3, maxWeight: 1, weigh: () => 0 });

    for (const key of ['a', 'b', 'c', 'd']) await cache.set(key, key);

    expect(cache.stats()).toMatchObject({ entries: 3, weight: 0 });
  });

  it('K-17 counts what `weigh` said when the value was stored, whatever it says later', async () => {
    let weight = 1;
    const { cache } = testCache({ maxWeight: 10, weigh: () => weight });

    await cache.set('key', 'value');
    weight = 9;
    expect(cache.stats().weight).toBe(1);
    await cache.delete('key');

    expect(cache.stats().weight).toBe(0);
  });

  it('keeps room for a value as heavy as the budget, after any number of odd weights', () => {
    const lifetime = lifetimeOf({ ttl: 1e9, staleWhileRevalidate: 0, staleIfError: 0, keep: 0 });
    const weight = fc.double({ min: 0, max: 1, noNaN: true });
    const steps = fc.array(fc.tuple(fc.nat(3), weight), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (puts) => {
        const store = new MemoryStore(new Directory(), {
          maxEntries: 3,
          maxWeight: 1,
          onEvict: () => {},
        });
        for (const [key, heavy] of puts) store.put(`${key}`, key, 0, lifetime, heavy);
        for (let key = 0; key < 4; key++) store.delete(`${key}`);

        expect(store.weight).toBe(0);
        expect(store.put('full', 'value', 0, lifetime, 1)).toBe(true);
      }),
      { numRuns: runs(1_000) },
    );
  });
});

describe('F-1 any sequence of operations keeps the store in order', () => {
  const key = fc.nat(15).map(String);
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ put: key, weight: fc.nat(12) }) },
    { weight: 2, arbitrary: fc.record({ hit: key }) },
    { weight: 1, arbitrary: fc.record({ remove: key }) },
    { weight: 1, arbitrary: fc.record({ fail: key }) },
    { weight: 1, arbitrary: fc.record({ wipe: fc.constant(true) }) },
  );
  const lifetime = lifetimeOf({ ttl: 1e9, staleWhileRevalidate: 0, staleIfError: 0, keep: 0 });

  it('holds what was put last under a key, or nothing, within both bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 40 }),
        fc.array(step, { maxLength: 300 }),
        (maxEntries, maxWeight, steps) => {
          const model = new Map<string, { value: unknown; weight: number }>();
          const onEvict = (evicted: string): void => {
            expect(model.delete(evicted)).toBe(true);
          };
          const store = new MemoryStore(new Directory(), { maxEntries, maxWeight, onEvict });
          for (const [value, one] of steps.entries()) {
            if ('put' in one) {
              if (store.put(one.put, value, 0, lifetime, one.weight))
                model.set(one.put, { value, weight: one.weight });
              else model.delete(one.put);
            } else if ('hit' in one) store.touch(one.hit);
            else if ('remove' in one)
              expect(store.delete(one.remove)).toBe(model.delete(one.remove));
            else if ('fail' in one) {
              const failure = {
                error: value,
                count: 1,
                retryAt: 0,
                errorUntil: 0,
                tags: [],
                since: 0,
              };
              store.fail(one.fail, failure, lifetime);
              if (!model.has(one.fail))
                model.set(one.fail, { value: store.entry(one.fail)?.value, weight: 0 });
            } else {
              store.clear();
              model.clear();
            }

            expect(store.size).toBeLessThanOrEqual(maxEntries);
            expect(store.weight).toBeLessThanOrEqual(maxWeight);
            expect(new Set(store.keys())).toEqual(new Set(model.keys()));
            for (const [held, { value: expected }] of model)
              expect(store.entry(held)?.value).toBe(expected);
            const sum = [...model.values()].reduce((total, { weight }) => total + weight, 0);
            expect(store.weight).toBe(sum);
          }
        },
      ),
      { numRuns: runs(300) },
    );
  });
});

describe('P18 `maxFlights` bounds the flights', () => {
  const never = (): Promise<never> => new Promise(() => {});

  it('K-13 refuses a call that would start one more, and lets it join those in the air', async () => {
    const { cache } = testCache({ maxFlights: 2 });
    const upstream = deferred<string>();
    const calls = ['a', 'b'].map((key) => cache.getOrFetch(key, () => upstream.promise));
    const fetcher = vi.fn(() => 'value');

    const reason = await rejection(cache.getOrFetch('c', fetcher));
    calls.push(cache.getOrFetch('a', fetcher));

    expect(reason).toBeInstanceOf(OverloadedError);
    expect(reason).toMatchObject({ code: 'OVERLOADED', key: 'c' });
    expect(String(reason)).toContain('all 2 of maxFlights are in the air');
    expect(fetcher).not.toHaveBeenCalled();
    upstream.resolve('value');
    await Promise.all(calls);
    expect(await cache.getOrFetch('c', fetcher)).toBe('value');
    expect(cache.stats().mostFlights).toBe(2);
  });

  it('K-13 serves the stale value where one may be served', async () => {
    const { cache, clock } = testCache({ maxFlights: 1, ttl: 10, staleIfError: 100 });
    const fallbacks = vi.fn();
    cache.on('fallback', fallbacks);
    await cache.set('key', 'old');
    clock.advance(10);
    void cache.getOrFetch('other', never).catch(() => {});

    const answer = await cache.getOrFetchWithInfo('key', () => 'new');

    expect(answer).toEqual({ value: 'old', source: 'fallback', age: 10, ttl: 0 });
    expect(fallbacks).toHaveBeenCalledExactlyOnceWith({ key: 'key', age: 10 });
    expect(
      await rejection(cache.getOrFetch('key', () => 'new', { staleIfError: 0 })),
    ).toBeInstanceOf(OverloadedError);
  });

  it('K-13 puts a background refresh off while there is no room', async () => {
    const { cache, clock } = testCache({ maxFlights: 1, ttl: 10, staleWhileRevalidate: 100 });
    const upstream = deferred<string>();
    const refresh = vi.fn(() => 'new');
    await cache.set('key', 'old');
    clock.advance(10);
    const other = cache.getOrFetch('other', () => upstream.promise);

    expect(await cache.getOrFetch('key', refresh)).toBe('old');
    expect(refresh).not.toHaveBeenCalled();
    upstream.resolve('value');
    await other;
    expect(await cache.getOrFetch('key', refresh)).toBe('old');

    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('counts flights that were invalidated until they land', async () => {
    const { cache } = testCache({ maxFlights: 1 });
    const upstream = deferred<string>();
    const before = cache.getOrFetch('key', () => upstream.promise);

    await cache.delete('key');
    expect(await rejection(cache.getOrFetch('key', () => 'new'))).toBeInstanceOf(OverloadedError);
    upstream.resolve('old');
    await before;

    expect(await cache.getOrFetch('key', () => 'new')).toBe('new');
  });
});
