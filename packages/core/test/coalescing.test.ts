import { deferred } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { testCache, turn } from './support/test-cache.js';
import { rejection } from './support/watch.js';

describe('P1 at most one flight per key can be joined', () => {
  it.each([1, 10, 10_000])('makes one call upstream for %i callers', async (callers) => {
    const { cache } = testCache();
    const upstream = deferred<object>();
    const fetcher = vi.fn(() => upstream.promise);

    const calls = Array.from({ length: callers }, () => cache.getOrFetch('user', fetcher));
    const user = { name: 'Ada' };
    upstream.resolve(user);

    expect(new Set(await Promise.all(calls))).toEqual(new Set([user]));
    expect(fetcher).toHaveBeenCalledTimes(1);
  });

  it('K-01 makes one call for each of a thousand keys, with a hundred callers each', async () => {
    const { cache } = testCache();
    const fetcher = vi.fn(async ({ key }: { key: string }) => ({ key }));
    const keys = Array.from({ length: 1_000 }, (_, index) => `key ${index}`);

    const calls = keys.flatMap((key) =>
      Array.from({ length: 100 }, () => cache.getOrFetch(key, fetcher)),
    );
    const values = await Promise.all(calls);

    expect(fetcher).toHaveBeenCalledTimes(1_000);
    expect(new Set(values).size).toBe(1_000);
    expect(values.every((value, index) => value.key === keys[Math.floor(index / 100)])).toBe(true);
  });

  it('gives everyone who joins a slow fetcher while it runs its value', async () => {
    const { cache, clock } = testCache();
    const upstream = deferred<string>();
    const fetcher = vi.fn(() => upstream.promise);

    const first = cache.getOrFetch('slow', fetcher);
    clock.advance(10_000);
    const second = cache.getOrFetch('slow', fetcher);
    await turn();
    clock.advance(10_000);
    const third = cache.getOrFetch('slow', fetcher);
    upstream.resolve('at last');

    expect(await Promise.all([first, second, third])).toEqual(['at last', 'at last', 'at last']);
    expect(fetcher).toHaveBeenCalledTimes(1);
  });

  it('starts no flight for a value that is cached', async () => {
    const { cache, clock } = testCache({ ttl: 60_000 });
    const fetcher = vi.fn(() => 'value');

    await cache.getOrFetch('key', fetcher);
    clock.advance(59_999);

    expect(await cache.getOrFetch('key', fetcher)).toBe('value');
    expect(fetcher).toHaveBeenCalledTimes(1);
  });

  it('fetches different keys separately', async () => {
    const { cache } = testCache();
    const fetcher = vi.fn(({ key }: { key: string }) => `value of ${key}`);

    const values = await Promise.all([
      cache.getOrFetch('a', fetcher),
      cache.getOrFetch('b', fetcher),
    ]);

    expect(values).toEqual(['value of a', 'value of b']);
    expect(fetcher).toHaveBeenCalledTimes(2);
  });

  it('runs the fetcher of the first caller, and no other', async () => {
    const { cache } = testCache();
    const second = vi.fn(() => 'second');

    const answers = [cache.getOrFetch('key', () => 'first'), cache.getOrFetch('key', second)];

    expect(await Promise.all(answers)).toEqual(['first', 'first']);
    expect(second).not.toHaveBeenCalled();
  });

  it('answers a plain hit within the same turn, without a flight', async () => {
    const { cache } = testCache();
    await cache.set('key', 'value');
    const order: string[] = [];

    void cache.getOrFetch('key', () => 'other').then(() => order.push('hit'));
    await Promise.resolve().then(() => order.push('next microtask but one'));

    expect(order).toEqual(['hit', 'next microtask but one']);
    expect(cache.stats().fetches).toBe(0);
  });
});

describe('P2 every waiter gets the same outcome', () => {
  it('gives callers who cannot leave the very same promise', () => {
    const { cache } = testCache();
    const fetcher = (): string => 'value';

    expect(cache.getOrFetch('key', fetcher)).toBe(cache.getOrFetch('key', fetcher));
  });

  it('gives callers with a signal or a timeout promises of their own, and the same value', async () => {
    const { cache } = testCache();
    const value = {};
    const fetcher = (): object => value;
    const { signal } = new AbortController();

    const answers = [
      cache.getOrFetch('key', fetcher),
      cache.getOrFetch('key', fetcher, { signal }),
      cache.getOrFetch('key', fetcher, { timeout: 1_000 }),
    ];

    expect(new Set(answers).size).toBe(3);
    for (const answer of answers) expect(await answer).toBe(value);
  });

  it('gives all hits the very same promise', async () => {
    const { cache } = testCache();
    await cache.set('key', 'value');
    const fetcher = (): string => 'other';

    expect(cache.getOrFetch('key', fetcher)).toBe(cache.getOrFetch('key', fetcher, 10));
  });

  it('gives every waiter the identical error object, never wrapped', async () => {
    const { cache } = testCache();
    const error = Object.freeze(new Error('upstream is down'));
    const fetcher = vi.fn(() => Promise.reject(error));
    const { signal } = new AbortController();

    const reasons = await Promise.all([
      rejection(cache.getOrFetch('key', fetcher)),
      rejection(cache.getOrFetch('key', fetcher, { signal })),
      rejection(cache.getOrFetchWithInfo('key', fetcher, { timeout: 1_000 })),
    ]);

    for (const reason of reasons) expect(reason).toBe(error);
    expect(fetcher).toHaveBeenCalledTimes(1);
  });
});

describe('K-16 flights belong to one cache and one namespace', () => {
  it('keeps the flights of two caches, and of two namespaces, apart', async () => {
    const { cache: one } = testCache();
    const { cache: other } = testCache();
    const fetcher = vi.fn(() => ({}));

    const values = await Promise.all([
      one.getOrFetch('key', fetcher),
      other.getOrFetch('key', fetcher),
      one.namespace('a').getOrFetch('key', fetcher),
      one.namespace('b').getOrFetch('key', fetcher),
    ]);

    expect(new Set(values).size).toBe(4);
    expect(fetcher).toHaveBeenCalledTimes(4);
  });

  it('keeps the flights of two installed copies apart, whose errors and caches know each other', async () => {
    const { cache } = testCache();
    vi.resetModules();
    const copy = await import('@sameflight/core');
    const other = new copy.CacheManager();
    const fetcher = vi.fn(() => ({}));

    expect(await cache.getOrFetch('key', fetcher)).not.toBe(await other.getOrFetch('key', fetcher));

    await cache.close();
    await other.close();
    const closed = await rejection(cache.get('key'));
    expect(copy.CacheManager).not.toBe(cache.constructor);
    expect(closed).toBeInstanceOf(copy.ClosedError);
    expect(closed).not.toBeInstanceOf(copy.WaitTimeoutError);
    expect(copy.CacheManager.isCacheManager(cache)).toBe(true);
    expect(copy.CacheManager.isCacheManager({})).toBe(false);
  });
});

describe('P9 values are shared by identity', () => {
  it('K-21 shows one caller what another changed in the value', async () => {
    const { cache } = testCache();
    const fetcher = (): string[] => ['a'];

    (await cache.getOrFetch('list', fetcher)).push('b');

    expect(await cache.getOrFetch('list', fetcher)).toEqual(['a', 'b']);
  });

  it('K-21 copies for each caller and for the store where `copy` is given', async () => {
    const { cache } = testCache({ copy: structuredClone });
    const given = ['a'];
    await cache.set('set', given);
    given.push('b');

    (await cache.getOrFetch('fetched', () => ['a'])).push('b');
    (await cache.get<string[]>('fetched'))?.push('c');
    cache.peek<string[]>('fetched')?.push('d');
    (await cache.getOrFetchWithInfo('fetched', () => ['z'])).value.push('e');
    const many = await cache.getOrFetchMany(['fetched'], () => new Map<string, string[]>());
    many.get('fetched')?.push('f');

    expect(await cache.getOrFetch('fetched', () => ['z'])).toEqual(['a']);
    expect(await cache.get('set')).toEqual(['a']);
  });

  it('K-21 lets neither upstream nor a fetcher change what is stored where `copy` is given', async () => {
    const { cache, clock } = testCache({ copy: structuredClone, ttl: 10, staleIfError: 100 });
    const upstreams = ['a'];
    await cache.getOrFetch('key', () => upstreams);
    upstreams.push('b');
    expect(cache.peek('key')).toEqual(['a']);
    clock.advance(10);

    const answer = cache.getOrFetch('key', ({ stale }) => {
      (stale as { value: string[] }).value.push('half');
      throw new Error('down');
    });

    expect(await answer).toEqual(['a']);
  });

  it('fails a fetch whose value `copy` cannot copy', async () => {
    const { cache } = testCache({ copy: structuredClone });

    await expect(cache.getOrFetch('key', () => () => 'a function')).rejects.toThrow();
    expect(cache.peek('key')).toBeUndefined();
  });

  it('copies nothing on a miss', async () => {
    const copy = vi.fn((value: unknown) => ({ ...(value as object) }));
    const { cache } = testCache({ copy: copy as <Value>(value: Value) => Value });

    expect(await cache.get('key')).toBeUndefined();
    expect(cache.peek('key')).toBeUndefined();
    expect(copy).not.toHaveBeenCalled();
  });

  it('copies a stored `undefined` like any other value', async () => {
    const copy = vi.fn((value: unknown) => value ?? 'copied');
    const { cache } = testCache({ copy: copy as <Value>(value: Value) => Value });
    await cache.set('key', null);

    expect(await cache.get('key')).toBe('copied');
    expect(cache.peek('key')).toBe('copied');
  });

  const oneShots: [string, () => unknown][] = [
    ['a stream', () => new ReadableStream()],
    ['a stream', () => ({ pipe: () => {}, on: () => {} })],
    ['an iterator', () => [1][Symbol.iterator]()],
    [
      'an iterator',
      async function* generate() {
        yield 1;
      },
    ],
    ['a Response or a Request', () => new Response('once')],
  ];
  it.each(oneShots)('K-19 refuses %s, which can be read only once', async (kind, make) => {
    const { cache } = testCache();

    const fetched = await rejection(cache.getOrFetch('key', make));
    const early = await rejection(
      cache.getOrFetch('key', ({ answerEarly }) => answerEarly(make())),
    );
    const set = await rejection(cache.set('key', make()));

    expect(fetched).toBeInstanceOf(TypeError);
    expect(String(fetched)).toContain(`the fetcher of "key" returned ${kind}`);
    expect(String(early)).toBe(String(fetched));
    expect(set).toBeInstanceOf(TypeError);
    expect(String(set)).toContain(`got ${kind}`);
    expect(cache.size).toBe(0);
  });

  it('refuses to store a promise', async () => {
    const { cache } = testCache();

    const reason = await rejection(cache.set('key', Promise.resolve('value')));

    expect(String(reason)).toContain('got a promise; await it first');
  });

  it.each([
    ['a function', () => 'value'],
    ['a Map', new Map()],
    ['an object with a method called next', { next: () => 1 }],
    ['null', null],
  ])('K-19 shares %s', async (_kind, value) => {
    const { cache } = testCache();

    expect(await cache.getOrFetch('key', () => value)).toBe(value);
    expect(cache.peek('key')).toBe(value);
  });
});
