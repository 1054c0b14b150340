import { getEventListeners } from 'node:events';
import { FlightAbandonedError, WaitTimeoutError } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { testCache, turn } from './support/test-cache.js';
import { rejection, watch } from './support/watch.js';

/** A fetcher in whose hands the test is: its signal, and its outcome. */
function heldFetcher() {
  const upstream = deferred<string>();
  const signals: AbortSignal[] = [];
  const fetcher = vi.fn(({ signal }: { signal: AbortSignal }) => {
    signals.push(signal);
    return upstream.promise;
  });
  return { ...upstream, fetcher, signals };
}

describe('P3 a flight belongs to nobody', () => {
  it('K-08 goes on when the caller who started it aborts', async () => {
    const { cache } = testCache();
    const { fetcher, signals, resolve } = heldFetcher();
    const starter = new AbortController();

    const started = watch(cache.getOrFetch('key', fetcher, { signal: starter.signal }));
    const joined = cache.getOrFetch('key', fetcher);
    starter.abort();
    await Promise.resolve();

    expect(started).toMatchObject({ state: 'rejected', reason: starter.signal.reason });
    expect(signals[0]?.aborted).toBe(false);
    resolve('value');
    expect(await joined).toBe('value');
    expect(cache.peek('key')).toBe('value');
  });

  it('goes on when the caller who started it times out', async () => {
    const { cache, clock } = testCache();
    const { fetcher, signals, resolve } = heldFetcher();

    const started = rejection(cache.getOrFetch('key', fetcher, { timeout: 100 }));
    const joined = cache.getOrFetch('key', fetcher);
    clock.advance(100);

    expect(await started).toBeInstanceOf(WaitTimeoutError);
    expect(signals[0]?.aborted).toBe(false);
    resolve('value');
    expect(await joined).toBe('value');
  });

  it('gives the fetcher one signal, however often it asks', async () => {
    const { cache } = testCache();

    await cache.getOrFetch('key', (context) => {
      expect(context.signal).toBe(context.signal);
    });
  });
});

describe('P4 each waiter has its own signal and its own deadline', () => {
  it('K-09 rejects the waiter that aborts at once, with its own reason, and no other', async () => {
    const { cache } = testCache();
    const { fetcher, resolve } = heldFetcher();
    const controllers = Array.from({ length: 100 }, () => new AbortController());

    const calls = controllers.map(({ signal }) =>
      watch(cache.getOrFetch('key', fetcher, { signal })),
    );
    controllers[42]?.abort('changed my mind');
    await Promise.resolve();

    expect(calls[42]).toMatchObject({ state: 'rejected', reason: 'changed my mind' });
    controllers[43]?.abort(null);
    await Promise.resolve();
    expect(calls[43]).toMatchObject({ state: 'rejected', reason: null });
    resolve('value');
    await turn();
    expect(calls.filter(({ state }) => state === 'fulfilled')).toHaveLength(98);
  });

  it('K-09 rejects with a signal that is aborted already, even on a hit, and fetches nothing', async () => {
    const { cache } = testCache();
    const fetcher = vi.fn(() => 'value');
    const signal = AbortSignal.abort('too late');
    await cache.set('hit', 'value');

    for (const key of ['hit', 'miss'])
      expect(await rejection(cache.getOrFetch(key, fetcher, { signal }))).toBe('too late');
    expect(fetcher).not.toHaveBeenCalled();
  });

  it('K-09 settles once where abort and landing fall into the same turn', async () => {
    const { cache } = testCache();
    const first = heldFetcher();
    const second = heldFetcher();
    const controller = new AbortController();
    const { signal } = controller;

    const landedFirst = cache.getOrFetch('landed', first.fetcher, { signal });
    first.resolve('value');
    expect(await landedFirst).toBe('value');
    const abortedFirst = rejection(cache.getOrFetch('aborted', second.fetcher, { signal }));
    controller.abort('now');
    second.resolve('value');

    expect(await abortedFirst).toBe('now');
    expect(cache.peek('aborted')).toBeUndefined();
  });

  it('K-09 leaves no listener on a signal that many calls were made with', async () => {
    const { cache } = testCache();
    const { signal } = new AbortController();
    const most: number[] = [];

    for (let round = 0; round < 20; round++) {
      const calls = Array.from({ length: 100 }, (_, index) =>
        cache.getOrFetch(`key ${round} ${index}`, async () => index, { signal }),
      );
      most.push(getEventListeners(signal, 'abort').length);
      await Promise.all(calls);
    }

    expect(Math.max(...most)).toBe(1);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('leaves no listener where a call ends by timeout, failure or abort', async () => {
    const { cache, clock } = testCache();
    const controller = new AbortController();
    const { signal } = controller;
    const never = (): Promise<never> => new Promise(() => {});

    const timedOut = rejection(cache.getOrFetch('a', never, { signal, timeout: 10 }));
    clock.advance(10);
    await timedOut;
    await rejection(cache.getOrFetch('b', () => Promise.reject('no'), { signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);

    const aborted = rejection(cache.getOrFetch('c', never, { signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    controller.abort();
    await aborted;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('hears of an abort that happens while the flight is started', async () => {
    const { cache } = testCache();
    const controller = new AbortController();
    const abortsIt = vi.fn(({ signal }: { signal: AbortSignal }) => {
      controller.abort('in the middle');
      return new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    });

    const call = watch(cache.getOrFetch('key', abortsIt, { signal: controller.signal }));
    await turn();

    expect(call).toMatchObject({ state: 'rejected', reason: 'in the middle' });
    expect(cache.flights()).toEqual([]);
  });

  it('K-10 aborts the fetch once when the last waiter has left, and stores nothing', async () => {
    const { cache } = testCache();
    const { fetcher, signals, resolve } = heldFetcher();
    const controllers = Array.from({ length: 10 }, () => new AbortController());
    const abandoned = vi.fn();
    cache.on('abandon', abandoned);
    const failed = vi.fn();
    cache.on('failure', failed);

    const calls = controllers.map(({ signal }) =>
      rejection(cache.getOrFetch('key', fetcher, { signal })),
    );
    const aborts = vi.fn();
    signals[0]?.addEventListener('abort', aborts);
    for (const controller of controllers) {
      expect(aborts).not.toHaveBeenCalled();
      controller.abort();
    }

    expect(aborts).toHaveBeenCalledTimes(1);
    expect(signals[0]?.reason).toBeInstanceOf(FlightAbandonedError);
    expect(cache.flights()).toEqual([]);
    expect(abandoned).toHaveBeenCalledExactlyOnceWith({ key: 'key' });
    expect(failed).not.toHaveBeenCalled();
    await Promise.all(calls);
    resolve('too late');
    await turn();
    expect(cache.size).toBe(0);
  });

  it('K-10 rejects all waiters of one signal, whatever keys they wait for', async () => {
    const { cache } = testCache();
    const controller = new AbortController();
    const keys = ['a', 'b', 'c'];
    const fetchers = keys.map(() => heldFetcher());

    const calls = keys.map((key, index) =>
      watch(
        cache.getOrFetch(key, fetchers[index]?.fetcher ?? heldFetcher().fetcher, {
          signal: controller.signal,
        }),
      ),
    );
    controller.abort('all of you');
    await Promise.resolve();

    for (const call of calls)
      expect(call).toMatchObject({ state: 'rejected', reason: 'all of you' });
    for (const { signals } of fetchers) expect(signals[0]?.aborted).toBe(true);
  });

  it('K-11 starts a new flight for a newcomer after the last waiter has left', async () => {
    const { cache } = testCache();
    const given = heldFetcher();
    const fresh = heldFetcher();
    const controller = new AbortController();
    const left = rejection(cache.getOrFetch('key', given.fetcher, { signal: controller.signal }));

    controller.abort();
    const newcomer = cache.getOrFetch('key', fresh.fetcher);
    given.resolve('of the flight that was given up');
    fresh.resolve('fresh');

    await left;
    expect(await newcomer).toBe('fresh');
    expect(cache.peek('key')).toBe('fresh');
  });

  it('K-11 starts a new flight for a newcomer who comes from the fetcher’s abort listener', async () => {
    const { cache } = testCache();
    const controller = new AbortController();
    const { fetcher, signals } = heldFetcher();
    const left = rejection(cache.getOrFetch('key', fetcher, { signal: controller.signal }));
    let newcomer: Promise<string> | undefined;
    signals[0]?.addEventListener('abort', () => {
      newcomer = cache.getOrFetch('key', () => 'fresh');
    });

    controller.abort();

    await left;
    expect(await newcomer).toBe('fresh');
  });

  it('shows an aborted signal to a fetcher that asks for it only after it was given up', async () => {
    const { cache } = testCache();
    const controller = new AbortController();
    const step = deferred<void>();
    const seen = deferred<AbortSignal>();
    const call = rejection(
      cache.getOrFetch(
        'key',
        async (context) => {
          await step.promise;
          seen.resolve(context.signal);
        },
        { signal: controller.signal },
      ),
    );

    controller.abort();
    step.resolve();

    await call;
    expect((await seen.promise).reason).toBeInstanceOf(FlightAbandonedError);
  });

  it('does not abort the signal of a fetcher whose flight has landed', async () => {
    const { cache } = testCache();
    const { fetcher, signals, resolve } = heldFetcher();
    const controller = new AbortController();
    const call = cache.getOrFetch('key', fetcher, { signal: controller.signal });
    resolve('value');
    await call;

    controller.abort();

    expect(signals[0]?.aborted).toBe(false);
  });

  it('counts a caller who cannot leave as a waiter', async () => {
    const { cache } = testCache();
    const { fetcher, resolve } = heldFetcher();
    const controller = new AbortController();

    const stays = cache.getOrFetch('key', fetcher);
    const leaves = rejection(cache.getOrFetch('key', fetcher, { signal: controller.signal }));
    expect(cache.flights()).toEqual([{ key: 'key', age: 0, waiters: 2, background: false }]);
    controller.abort();

    expect(cache.flights()).toEqual([{ key: 'key', age: 0, waiters: 1, background: false }]);
    await leaves;
    resolve('value');
    expect(await stays).toBe('value');
  });

  it('lets a flight finish that its last waiter has left, where `whenAbandoned` says so', async () => {
    const { cache } = testCache();
    const { fetcher, signals, resolve } = heldFetcher();
    const controller = new AbortController();

    const left = rejection(
      cache.getOrFetch('key', fetcher, { signal: controller.signal, whenAbandoned: 'finish' }),
    );
    controller.abort();
    await left;
    expect(cache.flights()).toMatchObject([{ waiters: 0, background: true }]);
    const newcomer = cache.getOrFetch('key', fetcher);
    resolve('value');

    expect(await newcomer).toBe('value');
    expect(signals[0]?.aborted).toBe(false);
    expect(fetcher).toHaveBeenCalledTimes(1);
    expect(cache.peek('key')).toBe('value');
  });
});

describe('P12 timeouts bound the wait', () => {
  it('rejects with `WaitTimeoutError` when `timeout` passes with no stale value in hand', async () => {
    const { cache, clock } = testCache();
    const { fetcher } = heldFetcher();
    const call = watch(cache.getOrFetch('key', fetcher, { timeout: 100 }));

    clock.advance(99);
    await turn();
    expect(call.state).toBe('pending');
    clock.advance(1);
    await turn();

    expect(call.reason).toBeInstanceOf(WaitTimeoutError);
    expect(call.reason).toMatchObject({ code: 'WAIT_TIMEOUT', key: 'key' });
    expect(String(call.reason)).toContain('passed the timeout of 100 ms');
  });

  it('bounds the wait of those who join by their own `timeout`', async () => {
    const { cache, clock } = testCache();
    const { fetcher, resolve } = heldFetcher();

    const patient = cache.getOrFetch('key', fetcher);
    clock.advance(50);
    const hurried = watch(cache.getOrFetch('key', fetcher, { timeout: 100 }));
    clock.advance(99);
    await turn();
    expect(hurried.state).toBe('pending');
    clock.advance(1);
    await turn();

    expect(hurried.reason).toBeInstanceOf(WaitTimeoutError);
    resolve('value');
    expect(await patient).toBe('value');
  });

  it('bounds every wait by the cache’s own `timeout`', async () => {
    const { cache, clock } = testCache({ timeout: 100 });
    const { fetcher } = heldFetcher();

    const calls = [
      watch(cache.getOrFetch('key', fetcher)),
      watch(cache.getOrFetch('key', fetcher)),
      watch(cache.getOrFetch('key', fetcher, 5_000)),
    ];
    clock.advance(100);
    await turn();

    for (const { reason } of calls) expect(reason).toBeInstanceOf(WaitTimeoutError);
    expect(cache.flights()).toEqual([]);
  });

  it('serves the stale value when `softTimeout` passes, and stores the fetched one when it comes', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleIfError: 1_000 });
    const { fetcher, resolve } = heldFetcher();
    await cache.set('key', 'old');
    clock.advance(10);

    const call = watch(cache.getOrFetch('key', fetcher, { softTimeout: 50 }));
    clock.advance(49);
    await turn();
    expect(call.state).toBe('pending');
    clock.advance(1);
    await turn();

    expect(call).toMatchObject({ state: 'fulfilled', value: 'old' });
    expect(cache.flights()).toMatchObject([{ background: true, waiters: 0 }]);
    resolve('new');
    await turn();
    expect(cache.peek('key')).toBe('new');
  });

  it('waits past `softTimeout` for as long as `timeout` says, where no stale value may stand in', async () => {
    const { cache, clock } = testCache();
    const { fetcher } = heldFetcher();

    const call = watch(cache.getOrFetch('key', fetcher, { softTimeout: 50, timeout: 100 }));
    clock.advance(99);
    await turn();
    expect(call.state).toBe('pending');
    clock.advance(1);
    await turn();

    expect(call.reason).toBeInstanceOf(WaitTimeoutError);
  });

  it('waits past `softTimeout` without end, where there is no `timeout`', async () => {
    const { cache, clock } = testCache({ flightTimeout: Number.POSITIVE_INFINITY });
    const { fetcher, resolve } = heldFetcher();

    const call = cache.getOrFetch('key', fetcher, { softTimeout: 50 });
    clock.advance(1e9);
    resolve('value');

    expect(await call).toBe('value');
  });

  it('serves the stale value when `timeout` passes first', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleIfError: 1_000 });
    await cache.set('key', 'old');
    clock.advance(10);

    const call = cache.getOrFetch('key', heldFetcher().fetcher, { timeout: 50 });
    clock.advance(50);

    expect(await call).toBe('old');
  });

  it('serves nothing by `softTimeout` that the call’s own `staleIfError` forbids', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleIfError: 1_000 });
    const { fetcher, resolve } = heldFetcher();
    await cache.set('key', 'old');
    clock.advance(20);

    const strict = watch(cache.getOrFetch('key', fetcher, { softTimeout: 50, staleIfError: 10 }));
    const lax = watch(cache.getOrFetch('key', fetcher, { softTimeout: 50, staleIfError: 5_000 }));
    clock.advance(50);
    await turn();

    expect([strict.state, lax.value]).toEqual(['pending', 'old']);
    resolve('new');
    await turn();
    expect(strict.value).toBe('new');
  });

  it('hands the rest of the work to `waitUntil` once, however many leave by `softTimeout`', async () => {
    const waitUntil = vi.fn<(work: Promise<void>) => void>();
    const { cache, clock } = testCache({ ttl: 10, staleIfError: 1_000, waitUntil });
    const { fetcher, resolve } = heldFetcher();
    await cache.set('key', 'old');
    clock.advance(10);

    const calls = Array.from({ length: 20_000 }, () =>
      cache.getOrFetch('key', fetcher, { softTimeout: 50 }),
    );
    clock.advance(50);
    await Promise.all(calls);
    expect(waitUntil).toHaveBeenCalledTimes(1);

    const work = watch(waitUntil.mock.calls[0]?.[0] as Promise<void>);
    await turn();
    expect(work.state).toBe('pending');
    resolve('new');
    await turn();
    expect(work.state).toBe('fulfilled');
  });
});
