import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { CacheEventName } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { testCache, turn } from './support/test-cache.js';
import { rejection } from './support/watch.js';

const ALL: readonly CacheEventName[] = [
  'hit',
  'stale',
  'join',
  'fetch',
  'land',
  'failure',
  'fallback',
  'abandon',
  'store',
  'drop',
  'evict',
  'invalidate',
  'remote-failure',
  'listener-failure',
];

describe('events tell what happens', () => {
  it('tells the story of a call, in order', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 10 });
    const upstream = deferred<string>();
    const told: unknown[] = [];
    for (const name of ALL) cache.on(name, (event) => told.push([name, event]));

    const calls = [
      cache.getOrFetch('key', () => upstream.promise),
      cache.getOrFetch('key', () => ''),
    ];
    clock.advance(5);
    upstream.resolve('value');
    await Promise.all(calls);
    await cache.getOrFetch('key', () => 'other');
    await cache.getOrFetch('key', () => 'other', { ttl: 5 });
    clock.advance(15);
    await cache.getOrFetch('key', () => 'new');
    await turn();

    expect(told).toEqual([
      ['fetch', { key: 'key', background: false }],
      ['join', { key: 'key', waiters: 2 }],
      ['store', { key: 'key', ttl: 10 }],
      ['land', { key: 'key', background: false, duration: 5, from: 'upstream' }],
      ['hit', { key: 'key' }],
      ['hit', { key: 'key' }],
      ['fetch', { key: 'key', background: true }],
      ['stale', { key: 'key', age: 15 }],
      ['store', { key: 'key', ttl: 10 }],
      ['land', { key: 'key', background: true, duration: 0, from: 'upstream' }],
    ]);
  });

  it.each([
    ['plain', {}],
    ['of a tagged entry', { tags: ['tag'] }],
    ['that starts a refresh', { refreshAhead: 5 }],
  ])('tells of a hit %s', async (_, options) => {
    const { cache, clock } = testCache({ ttl: 10 });
    const told = vi.fn();
    cache.on('hit', told);
    await cache.set('key', 'value', options);
    clock.advance(6);

    expect(await cache.getOrFetch('key', () => 'other', options)).toBe('value');

    expect(told).toHaveBeenCalledExactlyOnceWith({ key: 'key' });
    await turn();
  });

  it('tells of an eviction', async () => {
    const { cache } = testCache({ maxEntries: 1 });
    const told = vi.fn();
    cache.on('evict', told);

    await cache.set('a', 1);
    await cache.set('b', 2);

    expect(told).toHaveBeenCalledExactlyOnceWith({ key: 'a' });
  });

  it('tells a listener once for each time that it subscribed', async () => {
    const { cache } = testCache();
    const listener = vi.fn();
    const end = cache.on('store', listener);
    cache.on('store', listener);

    await cache.set('a', 1);
    expect(listener).toHaveBeenCalledTimes(2);
    end();
    await cache.set('b', 1);
    expect(listener).toHaveBeenCalledTimes(3);
  });

  it('ends a subscription, and with `close` all of them', async () => {
    const { cache } = testCache();
    const [ended, closed] = [vi.fn(), vi.fn()];
    const stop = cache.on('store', ended);
    cache.on('store', closed);
    cache.on('hit', closed);
    await cache.set('a', 1);

    stop();
    stop();
    await cache.set('b', 2);
    expect([ended.mock.calls.length, closed.mock.calls.length]).toEqual([1, 2]);
    await cache.close();

    expect(await rejection(cache.get('a'))).toMatchObject({ code: 'CLOSED' });
    expect(closed).toHaveBeenCalledTimes(2);
  });

  it('tells hits for as long as somebody listens', async () => {
    const { cache } = testCache();
    const told = vi.fn();
    await cache.set('key', 'value');

    const stop = cache.on('hit', told);
    await cache.getOrFetch('key', () => 'other');
    stop();
    await cache.getOrFetch('key', () => 'other');

    expect(told).toHaveBeenCalledTimes(1);
    expect(cache.stats().hits).toBe(2);
  });
});

describe('K-24 a hostile listener harms nobody', () => {
  const hostile: [string, () => unknown, unknown][] = [
    [
      'throws',
      () => {
        throw 'hostile';
      },
      'hostile',
    ],
    ['rejects', () => Promise.reject('hostile'), 'hostile'],
    [
      'rejects by a thenable',
      () => Promise.resolve().then(() => Promise.reject('hostile')),
      'hostile',
    ],
  ];
  it.each(hostile)(
    'goes on where a listener %s, and tells of it',
    async (_how, listener, error) => {
      const { cache } = testCache();
      const failures = vi.fn();
      cache.on('listener-failure', failures);
      const after = vi.fn();
      for (const name of ['hit', 'fetch', 'store', 'land'] as const) {
        cache.on(name, listener);
        cache.on(name, after);
      }

      expect(await cache.getOrFetch('key', () => 'value')).toBe('value');
      expect(await cache.getOrFetch('key', () => 'other')).toBe('value');
      await turn();

      expect(after).toHaveBeenCalledTimes(4);
      expect(failures).toHaveBeenCalledTimes(4);
      expect(failures).toHaveBeenCalledWith({ event: 'hit', error });
    },
  );

  it('goes on where a listener never settles', async () => {
    const { cache } = testCache();
    cache.on('fetch', () => new Promise(() => {}));

    expect(await cache.getOrFetch('key', () => 'value')).toBe('value');
  });

  it('does not tell of a listener that fails at being told of failures', async () => {
    const { cache } = testCache();
    const throwing = vi.fn(() => {
      throw 'hostile';
    });
    cache.on('listener-failure', throwing);
    cache.on('store', throwing);

    await cache.set('key', 'value');

    expect(throwing).toHaveBeenCalledTimes(2);
  });

  it('goes on where listeners call the cache, subscribe and unsubscribe', async () => {
    const { cache } = testCache();
    let rounds = 0;
    cache.on('store', () => {});
    let stop = cache.on('store', function again() {
      rounds++;
      stop();
      stop = cache.on('store', again);
      void cache.getOrFetch('other', () => 'value');
      void cache.delete('key');
    });

    await cache.set('key', 'value');
    await turn();

    expect(rounds).toBe(2);
    expect(cache.peek('key')).toBeUndefined();
    expect(cache.peek('other')).toBe('value');
  });

  it('hears of an event no listener that was added while it was told', async () => {
    const { cache } = testCache();
    const late = vi.fn();
    cache.on('store', () => void cache.on('store', late));

    await cache.set('key', 'value');

    expect(late).not.toHaveBeenCalled();
  });
});

describe('diagnostics channels carry the same events', () => {
  it('publishes each event but hits, with the cache’s name', async () => {
    const { cache } = testCache({ name: 'users' });
    const messages: unknown[] = [];
    const listen = (message: unknown, name: string | symbol) => messages.push([name, message]);
    for (const name of ALL) subscribe(`sameflight:${name}`, listen);

    await cache.getOrFetch('key', () => 'value');
    await cache.getOrFetch('key', () => 'value');
    for (const name of ALL) unsubscribe(`sameflight:${name}`, listen);
    await cache.delete('key');

    expect(messages).toEqual([
      ['sameflight:fetch', { cache: 'users', key: 'key', background: false }],
      ['sameflight:store', { cache: 'users', key: 'key', ttl: 60_000 }],
      [
        'sameflight:land',
        { cache: 'users', key: 'key', background: false, duration: 0, from: 'upstream' },
      ],
    ]);
    expect(channel('sameflight:fetch').hasSubscribers).toBe(false);
  });

  it('is named `cache` unless told otherwise', async () => {
    const { cache } = testCache();
    const messages: unknown[] = [];
    const listen = (message: unknown) => messages.push(message);
    subscribe('sameflight:invalidate', listen);

    await cache.clear();
    unsubscribe('sameflight:invalidate', listen);

    expect(messages).toEqual([{ cache: 'cache' }]);
  });
});

describe('stats() and flights() show what is going on', () => {
  it('counts how calls were answered', async () => {
    const { cache, clock } = testCache({
      ttl: 10,
      staleWhileRevalidate: 10,
      staleIfError: 1_000,
      maxEntries: 1,
    });
    const upstream = deferred<string>();

    const calls = [
      cache.getOrFetch('key', () => upstream.promise),
      cache.getOrFetch('key', () => ''),
    ];
    upstream.resolve('value');
    await Promise.all(calls);
    await cache.getOrFetch('key', () => 'hit');
    clock.advance(10);
    await cache.getOrFetch<unknown>('key', () => Promise.reject('down'));
    await turn();
    clock.advance(2_000);
    await rejection(cache.getOrFetch('key', () => Promise.reject('down')));
    await cache.set('other', 'value');
    await cache.set('another', 'value');

    expect(cache.stats()).toEqual({
      hits: 1,
      stale: 1,
      joined: 1,
      saved: 3,
      fetches: 3,
      failures: 2,
      fallbacks: 0,
      abandoned: 0,
      overtaken: 0,
      evictions: 1,
      mostFlights: 1,
      entries: 1,
      weight: 0,
      flights: 0,
    });
  });

  it('shows each flight with its age and its waiters, those included that were invalidated', async () => {
    const { cache, clock } = testCache();
    const upstream = deferred<string>();
    const fetcher = (): Promise<string> => upstream.promise;

    const calls = [cache.getOrFetch('a', fetcher)];
    clock.advance(7);
    await cache.delete('a');
    calls.push(cache.getOrFetch('a', fetcher), cache.getOrFetch('a', fetcher, { timeout: 1_000 }));

    expect(cache.flights()).toEqual([
      { key: 'a', age: 7, waiters: 1, background: false },
      { key: 'a', age: 0, waiters: 2, background: false },
    ]);
    upstream.resolve('value');
    await Promise.all(calls);
    expect(cache.flights()).toEqual([]);
  });
});
