import { FlightTimeoutError } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { testCache, turn } from './support/test-cache.js';
import { rejection, watch } from './support/watch.js';

describe('P6 a fetcher that never settles cannot wedge its key', () => {
  it('K-05 gives a flight up after 30 s unless told otherwise', async () => {
    const { cache, clock } = testCache();
    let signal: AbortSignal | undefined;
    const hung = vi.fn((context: { signal: AbortSignal }) => {
      signal = context.signal;
      return new Promise<string>(() => {});
    });
    const calls = [watch(cache.getOrFetch('key', hung)), watch(cache.getOrFetch('key', hung))];

    clock.advance(29_999);
    await turn();
    expect(calls.map(({ state }) => state)).toEqual(['pending', 'pending']);
    clock.advance(1);
    await turn();

    const [first, second] = calls;
    expect(first?.reason).toBeInstanceOf(FlightTimeoutError);
    expect(first?.reason).toMatchObject({ code: 'FLIGHT_TIMEOUT', key: 'key' });
    expect(String(first?.reason)).toContain('flightTimeout of 30000 ms');
    expect(second?.reason).toBe(first?.reason);
    expect(signal?.reason).toBe(first?.reason);
    expect(cache.flights()).toEqual([]);
    expect(cache.stats()).toMatchObject({ failures: 1, flights: 0 });
  });

  it('K-05 serves the next caller by a new flight, and drops the late result', async () => {
    const { cache, clock } = testCache({ flightTimeout: 100 });
    const late = deferred<string>();
    const first = rejection(cache.getOrFetch('key', () => late.promise));
    clock.advance(100);
    await first;

    expect(await cache.getOrFetch('key', () => 'new')).toBe('new');
    late.resolve('old');
    await turn();

    expect(await cache.getOrFetch('key', () => 'other')).toBe('new');
  });

  it('drops a late result that comes while its successor is in the air', async () => {
    const { cache, clock } = testCache({ flightTimeout: 100 });
    const [late, next] = [deferred<string>(), deferred<string>()];
    const first = rejection(cache.getOrFetch('key', () => late.promise));
    clock.advance(100);
    await first;

    const second = cache.getOrFetch('key', () => next.promise);
    late.resolve('old');
    await turn();
    expect(cache.peek('key')).toBeUndefined();
    expect(cache.flights()).toHaveLength(1);
    next.resolve('new');

    expect(await second).toBe('new');
  });

  it('bounds the calls upstream by elapsed time over `flightTimeout`, not by the callers', async () => {
    const { cache, clock } = testCache({ flightTimeout: 100 });
    const hung = vi.fn(() => new Promise<never>(() => {}));

    for (let elapsed = 0; elapsed < 1_000; elapsed += 10) {
      for (let caller = 0; caller < 10; caller++) watch(cache.getOrFetch('key', hung));
      clock.advance(10);
    }

    expect(hung).toHaveBeenCalledTimes(10);
  });

  it('counts from the start of the flight, not from when a caller joined', async () => {
    const { cache, clock } = testCache({ flightTimeout: 100 });
    const hung = (): Promise<never> => new Promise(() => {});
    watch(cache.getOrFetch('key', hung));

    clock.advance(99);
    const joined = watch(cache.getOrFetch('key', hung, { flightTimeout: 5_000 }));
    clock.advance(1);
    await turn();

    expect(joined.reason).toBeInstanceOf(FlightTimeoutError);
  });

  it('gives a background refresh up like any other flight', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 1e9, flightTimeout: 100 });
    const failures = vi.fn();
    cache.on('failure', failures);
    await cache.set('key', 'old');
    clock.advance(10);

    expect(await cache.getOrFetch('key', () => new Promise<string>(() => {}))).toBe('old');
    clock.advance(100);

    expect(failures).toHaveBeenCalledTimes(1);
    expect(failures.mock.calls[0]?.[0]).toMatchObject({ background: true, duration: 100 });
    expect(cache.flights()).toEqual([]);
  });

  it('lets a stale value stand in for a flight that was given up', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleIfError: 1_000, flightTimeout: 100 });
    await cache.set('key', 'old');
    clock.advance(10);

    const call = cache.getOrFetch('key', () => new Promise<string>(() => {}));
    clock.advance(100);

    expect(await call).toBe('old');
  });

  it('never gives up where `flightTimeout` is Infinity', async () => {
    const { cache, clock } = testCache({ flightTimeout: Number.POSITIVE_INFINITY });
    const upstream = deferred<string>();

    const call = cache.getOrFetch('key', () => upstream.promise);
    clock.advance(2 ** 40);
    upstream.resolve('at last');

    expect(await call).toBe('at last');
    expect(clock.timers).toBe(0);
  });
});

describe('P5 of a flight that has ended nothing remains', () => {
  const endings: [string, (cache: ReturnType<typeof testCache>) => Promise<unknown>][] = [
    ['a value', ({ cache }) => cache.getOrFetch('key', () => 'value')],
    ['a rejection', ({ cache }) => rejection(cache.getOrFetch('key', () => Promise.reject('no')))],
    [
      'a timeout',
      ({ cache, clock }) => {
        const call = rejection(cache.getOrFetch('key', () => new Promise(() => {})));
        clock.advance(30_000);
        return call;
      },
    ],
    [
      'its last waiter’s leaving',
      ({ cache }) => {
        const signal = AbortSignal.timeout(0);
        return rejection(cache.getOrFetch('key', () => new Promise(() => {}), { signal }));
      },
    ],
  ];
  it.each(endings)('is out of the air after %s, and its deadline with it', async (_ending, fly) => {
    const made = testCache();

    await fly(made);

    expect(made.cache.stats().flights).toBe(0);
    made.clock.advance(1_000);
    expect(made.clock.timers).toBe(0);
  });

  it('removes only itself, never its successor', async () => {
    const { cache } = testCache();
    const [first, second] = [deferred<string>(), deferred<string>()];
    const before = cache.getOrFetch('key', () => first.promise);
    await cache.delete('key');
    const after = cache.getOrFetch('key', () => second.promise);

    first.resolve('old');
    expect(await before).toBe('old');
    const fetcher = vi.fn(() => 'third');
    const joined = cache.getOrFetch('key', fetcher);
    second.resolve('new');

    expect(await Promise.all([after, joined])).toEqual(['new', 'new']);
    expect(fetcher).not.toHaveBeenCalled();
  });
});
