import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CacheManager, type FetchContext } from '@sameflight/core';
import { FakeClock } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import { turn } from './support/test-cache.js';

/** The same tests at two sizes: a small one in the suite, a million in `pnpm --filter @sameflight/core soak`. */
const isSoak = (import.meta as { env?: { MODE?: string } }).env?.MODE === 'soak';
const FLIGHTS = isSoak ? 1_000_000 : 20_000;
const ROUND = 1_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const KEPT = 100;
const windows = {
  ttl: 10,
  staleWhileRevalidate: 10,
  staleIfError: 10,
  retryAfter: 0,
  maxEntries: KEPT,
};
const never = (): Promise<never> => new Promise(() => {});
const fails = (): Promise<never> => Promise.reject('down');

type Ending = (cache: CacheManager, key: string, clock: FakeClock) => Promise<unknown>;

/** Every way in which a flight can end. */
const endings: Readonly<Record<string, Ending>> = {
  'lands with a value': (cache, key) => cache.getOrFetch(key, async () => key),
  'lands with a value for a waiter who may leave': (cache, key) =>
    cache.getOrFetch(key, async () => key, {
      signal: new AbortController().signal,
      timeout: 1_000,
    }),
  fails: (cache, key) => cache.getOrFetch(key, fails),
  throws: (cache, key) =>
    cache.getOrFetch(key, () => {
      throw 'down';
    }),
  'is left by its last waiter': (cache, key) => {
    const controller = new AbortController();
    const call = cache.getOrFetch(key, hears, { signal: controller.signal });
    controller.abort('left');
    return call;
  },
  'is timed out by its last waiter': (cache, key, clock) => {
    const call = cache.getOrFetch(key, never, { timeout: 5 });
    clock.advance(5);
    return call;
  },
  'passes its flightTimeout': (cache, key, clock) => {
    const call = cache.getOrFetch(key, never, { flightTimeout: 5 });
    clock.advance(5);
    return call;
  },
  'is invalidated and lands': async (cache, key) => {
    const call = cache.getOrFetch(key, async () => key, { tags: ['tag'] });
    await cache.deleteByTag('tag');
    return call;
  },
  'is deleted and lands': async (cache, key) => {
    const call = cache.getOrFetch(key, async () => key);
    await cache.delete(key);
    return call;
  },
  'refreshes in the background': async (cache, key, clock) => {
    await cache.set(key, key);
    clock.advance(10);
    return cache.getOrFetch(key, async () => key);
  },
  'fails in the background': async (cache, key, clock) => {
    await cache.set(key, key);
    clock.advance(10);
    return cache.getOrFetch<unknown>(key, fails);
  },
  'goes to the background by softTimeout': async (cache, key, clock) => {
    await cache.set(key, key, { ttl: 1, staleIfError: 100, staleWhileRevalidate: 0 });
    clock.advance(1);
    const call = cache.getOrFetch(key, never, { softTimeout: 5, flightTimeout: 20 });
    clock.advance(20);
    return call;
  },
  'is one of a batch': (cache, key) =>
    cache.getOrFetchMany([key, `${key}, too`], async (keys) => new Map([[keys[0] as string, 1]])),
  'is one of a batch that is left': (cache, key) => {
    const controller = new AbortController();
    const call = cache.getOrFetchMany([key, `${key}, too`], never, { signal: controller.signal });
    controller.abort('left');
    return call;
  },
  'waits for itself': (cache, key) => cache.getOrFetch(key, () => cache.getOrFetch(key, never)),
};

function hears({ signal }: FetchContext): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

describe('P5 of a flight that has ended nothing remains', () => {
  it.each(Object.entries(endings))(
    'after very many flights, each of which %s',
    async (_ending, fly) => {
      const clock = new FakeClock();
      const cache = new CacheManager({ clock, ...windows });
      const round = async (from: number): Promise<void> => {
        for (let index = from; index < from + ROUND; index++)
          await fly(cache, `key ${index}`, clock).catch(() => {});
        await turn();
        clock.advance(1_000);
      };
      const flights = Math.ceil(FLIGHTS / Object.keys(endings).length);
      for (let warmUp = 0; warmUp < 3; warmUp++) await round(-1);
      const before = heapUsed();

      for (let from = 0; from < flights; from += ROUND) await round(from);

      expect(cache.stats().flights).toBe(0);
      expect(cache.size).toBeLessThanOrEqual(KEPT);
      expect(clock.timers).toBe(0);
      expect(heapUsed() - before).toBeLessThan(2 ** 20);
      await cache.close();
    },
    isSoak ? 600_000 : 30_000,
  );

  it(
    'K-09 with very many calls on one long-lived signal',
    async () => {
      const cache = new CacheManager({ clock: new FakeClock(), ...windows });
      const { signal } = new AbortController();
      const before = heapUsed();

      for (let calls = 0; calls < Math.max(FLIGHTS, 100_000); calls += ROUND) {
        const round = Array.from({ length: ROUND }, (_, index) =>
          cache.getOrFetch(`key ${index}`, async () => index, { signal, refresh: true }),
        );
        await Promise.all(round);
      }

      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
      expect(heapUsed() - before).toBeLessThan(2 ** 20);
      await cache.close();
    },
    isSoak ? 600_000 : 30_000,
  );

  it(
    'K-13 with very many keys in flight at once, and very many waiters on one',
    async () => {
      const cache = new CacheManager({ clock: new FakeClock(), maxEntries: 1 });
      const many = isSoak ? 1_000_000 : 50_000;
      let open: ((value: number) => void) | undefined;
      const gate = new Promise<number>((resolve) => {
        open = resolve;
      });
      const before = heapUsed();

      let calls: Promise<number>[] = [];
      for (let index = 0; index < many; index++)
        calls.push(cache.getOrFetch(`key ${index}`, () => gate));
      const bytesEach = (heapUsed() - before) / many;
      for (let index = 0; index < many; index++)
        calls.push(cache.getOrFetch('one', () => gate, { timeout: 1_000 }));
      expect(cache.stats().flights).toBe(many + 1);
      open?.(1);
      await Promise.all(calls);
      calls = [];

      expect(bytesEach).toBeLessThan(1.1 * 1_024);
      expect(cache.stats()).toMatchObject({ flights: 0, entries: 1 });
      await cache.close();
      expect(heapUsed() - before).toBeLessThan(5 * 2 ** 20);
    },
    isSoak ? 600_000 : 30_000,
  );

  it('not even where a fetcher leaves something running that remembers its async context', async () => {
    const clock = new FakeClock();
    const cache = new CacheManager({ clock, ...windows });
    const timers: NodeJS.Timeout[] = [];
    const leavesTimer = (): object => {
      timers.push(setInterval(() => {}, 1e6));
      return { big: new Array(1_000) };
    };
    await cache.set('key', { big: 'stale' });
    const values = [new WeakRef(cache.peek<object>('key') as object)];
    clock.advance(10);
    await cache.getOrFetch('key', leavesTimer);
    await turn();
    expect(timers).toHaveLength(1);
    values.push(new WeakRef(await cache.getOrFetch('key2', leavesTimer)));
    values.push(new WeakRef(await cache.getOrFetch('other', leavesTimer, { timeout: 1_000 })));

    const many = await cache.getOrFetchMany(['a'], async () => new Map([['a', leavesTimer()]]));
    values.push(new WeakRef(many.get('a') as object));
    many.clear();

    await cache.clear();
    await turn();
    collectGarbage();

    expect(values.map((value) => value.deref())).toEqual(Array(4).fill(undefined));
    expect(timers).toHaveLength(4);
    timers.forEach(clearInterval);
    await cache.close();
  });

  it('lets go of a value that was deleted', async () => {
    const cache = new CacheManager({ clock: new FakeClock() });
    const value = new WeakRef(await cache.getOrFetch('key', () => ({})));
    await cache.getOrFetch('key', () => ({}));
    await turn();

    await cache.delete('key');
    await turn();
    collectGarbage();

    expect(value.deref()).toBeUndefined();
    await cache.close();
  });
});

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
