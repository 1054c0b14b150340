import { deferred } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { testCache, turn } from './support/test-cache.js';
import { rejection, watch } from './support/watch.js';

const down = new Error('upstream is down');

function throwDown(): never {
  throw down;
}

describe('P6 a fetcher that throws is a fetcher that rejects', () => {
  it('K-06 turns a synchronous throw into a rejection, and leaves the key free', async () => {
    const { cache } = testCache();

    const call = cache.getOrFetch('key', throwDown);

    expect(await rejection(call)).toBe(down);
    expect(cache.flights()).toEqual([]);
    expect(await cache.getOrFetch('key', () => 'value')).toBe('value');
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['false', false],
    ['a string', 'no'],
    ['a frozen object', Object.freeze({})],
    ['a promise', Promise.resolve()],
  ])(
    'K-06 rejects every waiter with %s, where that is what the fetcher rejects with',
    async (_kind, reason) => {
      const { cache } = testCache();
      const upstream = deferred<never>();
      const fetcher = vi.fn(() => upstream.promise);
      const { signal } = new AbortController();

      const calls = [
        rejection(cache.getOrFetch('key', fetcher)),
        rejection(cache.getOrFetch('key', fetcher, { signal })),
      ];
      upstream.reject(reason);

      const settled = await Promise.allSettled(calls);
      const reasons = settled.map((result) => result.status === 'fulfilled' && result.value);
      for (const one of reasons) expect(one).toBe(await reason);
      expect(cache.size).toBe(0);
      expect(await cache.getOrFetch('key', () => 'value')).toBe('value');
    },
  );

  const thenables: [string, () => PromiseLike<string>, string][] = [
    ['answers twice', thenable((resolve) => [resolve('one'), resolve('two')]), 'one'],
    ['answers at once', thenable((resolve) => resolve('one')), 'one'],
    [
      'throws after it answered',
      thenable((resolve) => {
        resolve('one');
        throw down;
      }),
      'one',
    ],
    ['answers, then rejects', thenable((resolve, reject) => [resolve('one'), reject(down)]), 'one'],
  ];
  it.each(thenables)(
    'K-06 takes the first answer of a thenable that %s',
    async (_kind, fetcher, value) => {
      const { cache } = testCache();

      const calls = [cache.getOrFetch('key', fetcher), cache.getOrFetch('key', fetcher)];

      expect(await Promise.all(calls)).toEqual([value, value]);
      expect(cache.peek('key')).toBe(value);
    },
  );

  it('K-06 rejects where reading `then` throws', async () => {
    const { cache } = testCache();
    const hostile = {
      // biome-ignore lint/suspicious/noThenProperty: a hostile thenable is the point
      get then(): never {
        throw down;
      },
    };

    expect(await rejection(cache.getOrFetch('key', () => hostile))).toBe(down);
    expect(cache.flights()).toEqual([]);
  });

  it('K-06 rejects, and frees the key, where looking at the value throws', async () => {
    const { cache } = testCache();
    const hostile = new Proxy(
      {},
      {
        get(_target, name) {
          if (name === 'then') return undefined;
          throw down;
        },
      },
    );

    const call = watch(cache.getOrFetch('key', () => hostile));
    await turn();

    expect(call).toMatchObject({ state: 'rejected', reason: down });
    expect(cache.flights()).toEqual([]);
  });

  it.each([
    ['a `then` of its own that throws', { value: throwDown }],
    ['a `then` that cannot be read', { get: throwDown }],
  ])('K-06 rejects for a promise with %s', async (_, then) => {
    const { cache } = testCache();
    const odd = Object.defineProperty(Promise.resolve('value'), 'then', then);

    expect(await rejection(cache.getOrFetch('key', () => odd))).toBe(down);
    expect(cache.flights()).toEqual([]);
  });

  it('K-06 shares one error object between calls, where a fetcher rejects with it again', async () => {
    const { cache } = testCache();
    const failing = vi.fn(() => Promise.reject(down));

    expect(await rejection(cache.getOrFetch('key', failing))).toBe(down);
    expect(await rejection(cache.getOrFetch('key', failing))).toBe(down);
    expect(failing).toHaveBeenCalledTimes(2);
  });

  it('K-06 stores what is no promise', async () => {
    const { cache } = testCache();

    expect(await cache.getOrFetch('key', () => 42)).toBe(42);
    expect(await cache.get('key')).toBe(42);
  });

  it('drops what a fetcher rejects with after its last waiter has left', async () => {
    const { cache } = testCache();
    const controller = new AbortController();
    const upstream = deferred<never>();

    const call = rejection(
      cache.getOrFetch('key', () => upstream.promise, { signal: controller.signal }),
    );
    controller.abort('gone');
    upstream.reject(down);

    expect(await call).toBe('gone');
    expect(cache.stats()).toMatchObject({ failures: 0, abandoned: 1 });
  });
});

describe('P7 a rejection is not cached, every other value is', () => {
  it('fetches again after a failure has landed', async () => {
    const { cache } = testCache();
    const fetcher = vi.fn((): Promise<string> => Promise.resolve('value'));
    fetcher.mockRejectedValueOnce(down);

    await rejection(cache.getOrFetch('key', fetcher));

    expect(await cache.getOrFetch('key', fetcher)).toBe('value');
    expect(fetcher).toHaveBeenCalledTimes(2);
  });

  it('K-06b makes one call for a hundred waiters on a failure', async () => {
    const { cache } = testCache();
    const fetcher = vi.fn(async () => Promise.reject(down));

    const reasons = await Promise.all(
      Array.from({ length: 100 }, () => rejection(cache.getOrFetch('key', fetcher))),
    );

    expect(new Set(reasons)).toEqual(new Set([down]));
    expect(fetcher).toHaveBeenCalledTimes(1);
  });

  it.each([[undefined], [null], [0], [''], [false], [Number.NaN]])(
    'stores %s as a value',
    async (value) => {
      const { cache } = testCache();
      const fetcher = vi.fn(() => value);

      await cache.getOrFetch('key', fetcher);

      expect(await cache.getOrFetch('key', fetcher)).toBe(value);
      expect(fetcher).toHaveBeenCalledTimes(1);
      expect(await cache.has('key')).toBe(true);
      expect(cache.peek('key')).toBe(value);
    },
  );

  it('tells a stored `undefined` from a miss by `has`', async () => {
    const { cache } = testCache();
    await cache.set('stored', undefined);

    expect(await cache.get('stored')).toBe(await cache.get('missing'));
    expect([await cache.has('stored'), await cache.has('missing')]).toEqual([true, false]);
  });

  it('keeps an error for `errorTtl`, and no longer', async () => {
    const { cache, clock } = testCache({ errorTtl: 500 });
    const fetcher = vi.fn(() => Promise.reject(down));

    await rejection(cache.getOrFetch('key', fetcher));
    clock.advance(499);
    expect(await rejection(cache.getOrFetch('key', fetcher))).toBe(down);
    expect(fetcher).toHaveBeenCalledTimes(1);

    clock.advance(1);
    expect(await rejection(cache.getOrFetch('key', fetcher))).toBe(down);
    expect(fetcher).toHaveBeenCalledTimes(2);
  });

  it('keeps an error out of sight of `get`, `has`, `peek` and `keys`, and counts it as an entry', async () => {
    const { cache } = testCache({ errorTtl: 500 });

    await rejection(cache.getOrFetch('key', () => Promise.reject(down)));

    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.has('key')).toBe(false);
    expect(cache.peek('key')).toBeUndefined();
    expect([...cache.keys()]).toEqual([]);
    expect(cache.size).toBe(1);
  });

  it('fetches in spite of a kept error when told to refresh, and forgets it on success', async () => {
    const { cache } = testCache({ errorTtl: 500 });
    await rejection(cache.getOrFetch('key', () => Promise.reject(down)));

    expect(await cache.getOrFetch('key', () => 'value', { refresh: true })).toBe('value');
    expect(await cache.getOrFetch('key', () => 'other')).toBe('value');
  });

  it.each([
    ['set', (cache: ReturnType<typeof testCache>['cache']) => cache.set('key', 'set')],
    ['delete', (cache: ReturnType<typeof testCache>['cache']) => cache.delete('key')],
    ['clear', (cache: ReturnType<typeof testCache>['cache']) => cache.clear()],
    ['deleteByTag', (cache: ReturnType<typeof testCache>['cache']) => cache.deleteByTag('tag')],
  ])('forgets a kept error on %s', async (_verb, act) => {
    const { cache } = testCache({ errorTtl: 500, tags: ['tag'] });
    await rejection(cache.getOrFetch('key', () => Promise.reject(down)));

    await act(cache);

    expect(await cache.getOrFetch('key', () => 'set')).toBe('set');
  });

  it('forgets the kept errors of a namespace that is cleared, and of no other', async () => {
    const { cache } = testCache({ errorTtl: 500 });
    const [one, other] = [cache.namespace('one'), cache.namespace('other')];
    for (const space of [one, other])
      await rejection(space.getOrFetch('key', () => Promise.reject(down)));

    await one.clear();

    expect(await one.getOrFetch('key', () => 'value')).toBe('value');
    expect(await rejection(other.getOrFetch('key', () => 'value'))).toBe(down);
  });

  it('keeps no error of a fetch whose tag was invalidated meanwhile', async () => {
    const { cache } = testCache({ errorTtl: 500, tags: ['tag'] });
    const upstream = deferred<never>();

    const call = rejection(cache.getOrFetch('key', () => upstream.promise));
    await cache.deleteByTag('tag');
    upstream.reject(down);

    expect(await call).toBe(down);
    expect(await cache.getOrFetch('key', () => 'value')).toBe('value');
  });

  it('has the stale value stand in for a remembered error, without a call, for as long as that is remembered', async () => {
    const terms = { ttl: 10, staleIfError: 10_000, errorTtl: 500, retryAfter: 10 };
    const { cache, clock } = testCache(terms);
    const fetcher = vi.fn(() => Promise.reject(down));
    await cache.set('key', 'old');
    clock.advance(10);

    expect(await cache.getOrFetch('key', fetcher)).toBe('old');
    clock.advance(499);
    expect(await cache.getOrFetch('key', fetcher)).toBe('old');
    expect(fetcher).toHaveBeenCalledTimes(1);

    clock.advance(1);
    expect(await cache.getOrFetch('key', fetcher)).toBe('old');
    expect(fetcher).toHaveBeenCalledTimes(2);
  });

  it('keeps no such error beside a value that is still held, either', async () => {
    const { cache, clock } = testCache({ errorTtl: 500, ttl: 10, keep: 1_000 });
    const upstream = deferred<never>();
    await cache.set('key', 'old');
    clock.advance(10);

    const call = rejection(cache.getOrFetch('key', () => upstream.promise, { tags: ['tag'] }));
    await cache.deleteByTag('tag');
    upstream.reject(down);

    expect(await call).toBe(down);
    expect(await cache.getOrFetch('key', () => 'value')).toBe('value');
  });

  it('keeps no error of a fetch whose key was deleted meanwhile', async () => {
    const { cache } = testCache({ errorTtl: 500 });
    const upstream = deferred<never>();

    const call = rejection(cache.getOrFetch('key', () => upstream.promise));
    await cache.delete('key');
    upstream.reject(down);

    expect(await call).toBe(down);
    expect(await cache.getOrFetch('key', () => 'value')).toBe('value');
  });

  it('coalesces with a ttl of 0, and stores nothing', async () => {
    const { cache } = testCache();
    const fetcher = vi.fn(async () => 'value');

    await Promise.all([cache.getOrFetch('key', fetcher, 0), cache.getOrFetch('key', fetcher, 0)]);
    expect(fetcher).toHaveBeenCalledTimes(1);
    expect(cache.size).toBe(0);

    await cache.getOrFetch('key', fetcher, 0);
    expect(fetcher).toHaveBeenCalledTimes(2);
  });

  it('removes what was there when a value with a ttl of 0 takes its place', async () => {
    const { cache } = testCache();
    await cache.set('key', 'old');

    await cache.set('key', 'new', 0);

    expect(await cache.has('key')).toBe(false);
    expect(cache.size).toBe(0);
  });
});

describe('P8 no unhandled rejection comes from the library', () => {
  it('tells of a failed background refresh as an event, and of nothing else', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 1_000 });
    const failures = vi.fn();
    cache.on('failure', failures);
    await cache.set('key', 'old');
    clock.advance(10);

    expect(await cache.getOrFetch('key', () => Promise.reject(down))).toBe('old');
    await turn();

    expect(failures).toHaveBeenCalledExactlyOnceWith({
      key: 'key',
      background: true,
      duration: 0,
      error: down,
    });
  });

  it('K-06b delivers the value where only its storing failed', async () => {
    const weigh = (): number => {
      throw down;
    };
    const { cache } = testCache({ maxWeight: 10, weigh });
    const drops = vi.fn();
    cache.on('drop', drops);

    expect(await cache.getOrFetch('key', () => 'value')).toBe('value');

    expect(drops).toHaveBeenCalledExactlyOnceWith({
      key: 'key',
      reason: 'unweighable',
      error: down,
    });
    expect(cache.size).toBe(0);
  });
});

function thenable(
  then: (resolve: (value: string) => void, reject: (error: unknown) => void) => unknown,
): () => PromiseLike<string> {
  return () => ({ then }) as unknown as PromiseLike<string>;
}
