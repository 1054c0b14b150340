import {
  CacheManager,
  type CacheOptions,
  type GetOrFetchOptions,
  type SetOptions,
} from '@sameflight/core';
import { FakeClock } from '@sameflight/core/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { rejection } from './support/watch.js';

const cache = new CacheManager({ clock: new FakeClock() });
afterAll(() => cache.close());

type Refused = readonly [
  what: string,
  value: unknown,
  kind: 'TypeError' | 'RangeError',
  message: string,
];

const windows = [
  'ttl',
  'staleWhileRevalidate',
  'staleIfError',
  'keep',
  'refreshAhead',
  'errorTtl',
  'retryAfter',
];
const timeouts = ['flightTimeout', 'timeout', 'softTimeout'];
const limits = ['maxEntries', 'maxFlights'];
const functions = ['weigh', 'copy', 'waitUntil', 'validate'];

const ofWindows: readonly Refused[] = windows.flatMap((name) => [
  [name, -1, 'RangeError', `\`${name}\` must be a number of milliseconds ≥ 0, or Infinity, got -1`],
  [
    name,
    Number.NaN,
    'RangeError',
    `\`${name}\` must be a number of milliseconds ≥ 0, or Infinity, got NaN`,
  ],
  [
    name,
    '5',
    'TypeError',
    `\`${name}\` must be a number of milliseconds ≥ 0, or Infinity, got "5"`,
  ],
  [
    name,
    null,
    'TypeError',
    `\`${name}\` must be a number of milliseconds ≥ 0, or Infinity, got null`,
  ],
]);
const ofTimeouts: readonly Refused[] = timeouts.flatMap((name) => [
  [
    name,
    0,
    'RangeError',
    `\`${name}\` must be a number of milliseconds > 0, or Infinity for none, got 0`,
  ],
  [name, -0, 'RangeError', 'got -0'],
  [name, Number.NaN, 'RangeError', 'got NaN'],
  [name, true, 'TypeError', 'got true'],
]);
const ofLimits: readonly Refused[] = limits.flatMap((name) => [
  [name, 0, 'RangeError', `\`${name}\` must be a whole number ≥ 1, or Infinity for none, got 0`],
  [name, 1.5, 'RangeError', 'got 1.5'],
  [name, 2 ** 53, 'RangeError', 'got 9007199254740992'],
  [name, Number.NaN, 'RangeError', 'got NaN'],
  [name, 10n, 'TypeError', 'got 10'],
]);
const ofFunctions: readonly Refused[] = functions.flatMap((name) => [
  [name, 'text', 'TypeError', `\`${name}\` must be a function, got "text"`],
  [name, {}, 'TypeError', `\`${name}\` must be a function, got an object (Object)`],
]);
const others: readonly Refused[] = [
  ['maxWeight', 0, 'RangeError', '`maxWeight` must be a number > 0, or Infinity for none, got 0'],
  ['maxWeight', Number.NaN, 'RangeError', 'got NaN'],
  ['maxWeight', [], 'TypeError', 'got an array'],
  ['jitter', 1.1, 'RangeError', '`jitter` must be a number from 0 to 1, got 1.1'],
  ['jitter', -0.1, 'RangeError', 'got -0.1'],
  ['jitter', Number.NaN, 'RangeError', 'got NaN'],
  ['jitter', '50%', 'TypeError', 'got "50%"'],
  [
    'whenAbandoned',
    'stop',
    'RangeError',
    "`whenAbandoned` must be 'abort' or 'finish', got \"stop\"",
  ],
  ['whenAbandoned', 1, 'TypeError', 'got 1'],
  ['context', 'none', 'RangeError', "`context` must be 'starter' or 'detached', got \"none\""],
  ['context', null, 'TypeError', 'got null'],
  ['tags', 'users', 'TypeError', '`tags` must be an array of strings, got "users"'],
  ['tags', ['users', 1], 'TypeError', 'got an array'],
  ['name', 1, 'TypeError', '`name` must be a string, got 1'],
  [
    'clock',
    { now: () => 0 },
    'TypeError',
    '`clock` must be a Clock, with now, setTimeout and clearTimeout',
  ],
  ['clock', null, 'TypeError', 'got null'],
  ['remote', {}, 'TypeError', '`remote` must be a RemoteTier, such as redisTier() returns'],
  ['remote', 'redis://', 'TypeError', 'got "redis://"'],
  ['signal', {}, 'TypeError', '`signal` must be an AbortSignal, got an object (Object)'],
  ['signal', new AbortController(), 'TypeError', 'got an object (AbortController)'],
  ['signal', null, 'TypeError', 'got null'],
  ['refresh', 1, 'TypeError', '`refresh` must be true or false, got 1'],
];
const notAnObject: readonly Refused[] = [
  ['options', null, 'TypeError', '`options` must be an object of options, got null'],
  ['options', 'fast', 'TypeError', 'got "fast"'],
  ['options', true, 'TypeError', 'got true'],
  ['options', () => {}, 'TypeError', 'got a function'],
];

const isOfCache = (name: string): boolean => !['signal', 'refresh'].includes(name);
const isOfCall = (name: string): boolean =>
  ![...limits, 'maxWeight', 'weigh', 'copy', 'name', 'clock', 'remote'].includes(name);
const isOfSet = (name: string): boolean =>
  [...windows.slice(0, 5), 'jitter', 'tags'].includes(name);

const all = [...ofWindows, ...ofTimeouts, ...ofLimits, ...ofFunctions, ...others];

function expectRefusal(error: unknown, kind: string, message: string): void {
  expect(error).toMatchObject({ name: kind });
  expect((error as Error).message).toContain(message);
}

describe('P20 bad options are refused at once, by name, with the value and what is allowed', () => {
  it.each(all.filter(([name]) => isOfCache(name)))(
    'throws from the constructor for %s: %s',
    (name, value, kind, message) => {
      let thrown: unknown;
      try {
        new CacheManager({ [name]: value } as CacheOptions);
      } catch (error) {
        thrown = error;
      }

      expectRefusal(thrown, kind, message);
    },
  );

  it.each([
    ['ttl', 0],
    ['ttl', Number.POSITIVE_INFINITY],
    ['jitter', 0],
    ['jitter', 1],
    ['maxEntries', 1],
    ['maxWeight', Number.MIN_VALUE],
    ['flightTimeout', Number.MIN_VALUE],
  ])('accepts the utmost that is allowed, %s: %d', async (name, value) => {
    await using cache = new CacheManager({ [name]: value });

    expect(cache.size).toBe(0);
  });

  it.each(notAnObject)(
    'throws from the constructor for %s that are %s',
    (_name, value, _kind, message) => {
      expect(() => new CacheManager(value as CacheOptions)).toThrow(message);
    },
  );

  it('throws from the constructor for a number', () => {
    expect(() => new CacheManager(5 as never)).toThrow(
      '`options` must be an object of options, got 5',
    );
  });

  it.each(all.filter(([name]) => isOfCall(name)))(
    'rejects a call for %s: %s',
    async (name, value, kind, message) => {
      const options = { [name]: value } as GetOrFetchOptions;
      const fetcher = vi.fn();

      const calls = [
        cache.getOrFetch('key', fetcher, options),
        cache.getOrFetchWithInfo('key', fetcher, options),
        cache.getOrFetchMany(['key'], fetcher, options),
      ];

      for (const call of calls) expectRefusal(await rejection(call), kind, message);
      expect(() => cache.wrap(fetcher, { key: String, ...options })).toThrow(message);
      expect(fetcher).not.toHaveBeenCalled();
    },
  );

  it.each(all.filter(([name]) => isOfSet(name)))(
    'rejects a set for %s: %s',
    async (name, value, kind, message) => {
      expectRefusal(
        await rejection(cache.set('key', 1, { [name]: value } as SetOptions)),
        kind,
        message,
      );
      expect(cache.size).toBe(0);
    },
  );

  it.each([
    [-1, 'RangeError', '`ttl` must be a number of milliseconds ≥ 0, or Infinity, got -1'],
    [Number.NaN, 'RangeError', '`ttl` must be a number of milliseconds ≥ 0, or Infinity, got NaN'],
    [Number.NEGATIVE_INFINITY, 'RangeError', 'got -Infinity'],
    [null, 'TypeError', '`options` must be an object of options, got null'],
    ['1000', 'TypeError', '`options` must be an object of options, got "1000"'],
    [10n, 'TypeError', 'got 10'],
  ])('rejects a ttl or options of %s, on a hit too', async (ttl, kind, message) => {
    await cache.set('hit', 'value');

    for (const key of ['hit', 'miss'])
      expectRefusal(await rejection(cache.getOrFetch(key, () => 1, ttl as number)), kind, message);
    expectRefusal(await rejection(cache.set('other', 1, ttl as number)), kind, message);
    await cache.clear();
  });

  it('takes `undefined` for the default, and leaves unknown names to the types', async () => {
    const options = { ttl: undefined, tags: undefined, unknown: 1 } as unknown as GetOrFetchOptions;

    expect(await cache.getOrFetchWithInfo('key', () => 1, options)).toMatchObject({ ttl: 60_000 });
    await cache.clear();
  });

  it.each(['ttl', 'timeout', 'maxEntries', 'maxWeight', 'maxFlights'])(
    'takes Infinity for %s',
    async (name) => {
      await using made = new CacheManager({ [name]: Number.POSITIVE_INFINITY });

      expect(await made.getOrFetch('key', () => 1)).toBe(1);
    },
  );
});

describe('P20 bad arguments are refused at once', () => {
  const keys = [undefined, null, 5, {}, Symbol('key'), ['a'], 10n];

  it.each(keys)('rejects the key %s from every verb that returns a promise', async (key) => {
    const fetcher = vi.fn();
    const bad = key as string;

    const calls = [
      cache.getOrFetch(bad, fetcher),
      cache.getOrFetch(bad, fetcher, {}),
      cache.getOrFetchWithInfo(bad, fetcher),
      cache.getOrFetchMany([bad], fetcher),
      cache.get(bad),
      cache.has(bad),
      cache.set(bad, 1),
      cache.delete(bad),
    ];

    for (const call of calls)
      expectRefusal(await rejection(call), 'TypeError', '`key` must be a string, got ');
    for (const verb of ['peek', 'inspect', 'touch', 'expire'] as const)
      expect(() => cache[verb](bad)).toThrow('`key` must be a string, got ');
    expect(() => cache.expire(bad)).toThrow('keyOf(...) builds one from other values');
    expect(fetcher).not.toHaveBeenCalled();
  });

  it.each([undefined, null, 'fetch', {}, Promise.resolve(1)])(
    'rejects the fetcher %s, on a hit too',
    async (fetcher) => {
      await cache.set('hit', 'value');
      const bad = fetcher as never;

      for (const key of ['hit', 'miss']) {
        expectRefusal(
          await rejection(cache.getOrFetch(key, bad)),
          'TypeError',
          '`fetcher` must be a function, got ',
        );
        expectRefusal(
          await rejection(cache.getOrFetchWithInfo(key, bad)),
          'TypeError',
          '`fetcher` must be a function',
        );
      }
      expectRefusal(
        await rejection(cache.getOrFetchMany(['a'], bad)),
        'TypeError',
        '`fetchMany` must be a function',
      );
      expect(() => cache.wrap(bad, { key: String })).toThrow('`fn` must be a function');
      await cache.clear();
    },
  );

  it('rejects keys that are no array', async () => {
    const call = cache.getOrFetchMany('ab' as never, () => new Map());

    expectRefusal(
      await rejection(call),
      'TypeError',
      '`keys` must be an array of strings, got "ab"',
    );
  });

  it('throws from `wrap` where options or key are missing', () => {
    expect(() => cache.wrap(() => 1, undefined as never)).toThrow(
      '`options` must be an object of options, got undefined',
    );
    expect(() => cache.wrap(() => 1, {} as never)).toThrow(
      '`key` must be a function, got undefined',
    );
    expect(() => cache.wrap(() => 1, { key: 'name' } as never)).toThrow(
      '`key` must be a function, got "name"',
    );
  });

  it('refuses a tag, a namespace and an event name that are no strings, and a listener that is no function', async () => {
    expectRefusal(
      await rejection(cache.deleteByTag(5 as never)),
      'TypeError',
      '`tag` must be a string, got 5',
    );
    expect(() => cache.namespace(5 as never)).toThrow('`name` must be a string, got 5');
    expect(() => cache.on(5 as never, () => {})).toThrow('`name` must be a string, got 5');
    expect(() => cache.on('miss' as never, () => {})).toThrow(
      /^`name` must be 'hit' or 'stale' or .+ or 'listener-failure', got "miss"$/,
    );
    expect(() => cache.on('hit', {} as never)).toThrow('`listener` must be a function');
  });
});
