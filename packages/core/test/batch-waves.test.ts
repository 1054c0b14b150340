import { AsyncLocalStorage } from 'node:async_hooks';
import { CacheManager, type FetchManyContext, type RemoteTier } from '@sameflight/core';
import { type Deferred, deferred } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { fleet } from './support/fleet.js';
import { settle } from './support/settle.js';
import { testCache, turn } from './support/test-cache.js';
import { watch } from './support/watch.js';

const user = new AsyncLocalStorage<string>();
const keys = Array.from({ length: 50 }, (_, index) => `key:${index}`);

describe('P1 flights of a batch that have to go again go together', () => {
  it('after a batch that they had joined did not return their keys', async () => {
    const { cache } = testCache();
    const upstream = deferred<Map<string, string>>();
    const again = vi.fn((asked: readonly string[]) => new Map(asked.map((key) => [key, 'again'])));

    void cache.getOrFetchMany(keys, () => upstream.promise);
    const joined = cache.getOrFetchMany(keys, again);
    upstream.resolve(new Map());

    expect((await joined).size).toBe(50);
    expect(again.mock.calls).toEqual([[keys, expect.anything()]]);
  });

  it('after a tag was invalidated that they turn out to carry', async () => {
    const { cache } = testCache();
    const upstream = deferred<void>();
    const tagged = async (asked: readonly string[], { of }: FetchManyContext) => {
      await upstream.promise;
      for (const key of asked) of(key).store({ tags: ['tag'] });
      return new Map(asked.map((key) => [key, 'old']));
    };
    const again = vi.fn((asked: readonly string[]) => new Map(asked.map((key) => [key, 'new'])));

    void cache.getOrFetchMany(keys, tagged);
    await cache.deleteByTag('tag');
    const after = cache.getOrFetchMany(keys, again);
    upstream.resolve();

    expect(new Set((await after).values())).toEqual(new Set(['new']));
    expect(again).toHaveBeenCalledTimes(1);
  });

  it('P23 after another process failed to fetch what they waited for', async () => {
    const { members } = fleet();
    const [first, second] = members;
    const upstream = deferred<Map<string, string>>();
    const failing = watch(first.cache.getOrFetchMany(keys, () => upstream.promise));
    await settle();
    const again = vi.fn((asked: readonly string[]) => new Map(asked.map((key) => [key, 'again'])));
    const waiting = second.cache.getOrFetchMany(keys, again);
    await settle();

    upstream.reject(new Error('down'));

    expect((await waiting).size).toBe(50);
    // The word comes key by key.
    expect(again.mock.calls.length).toBeLessThan(3);
    expect(again.mock.calls.flatMap(([asked]) => asked)).toEqual(keys);
    expect(failing.state).toBe('rejected');
  });

  it('P10 wait for nobody who waits for the batch that they did not go with', async () => {
    const { cache } = testCache();
    const [first, inner, second] = [
      deferred<Map<string, number>>(),
      deferred<void>(),
      deferred<void>(),
    ];
    void cache.getOrFetchMany(['b'], () => first.promise);

    const values = cache.getOrFetchMany(['a', 'b'], async (asked) => {
      if (asked.includes('a')) {
        await inner.promise;
        return new Map([['a', await cache.getOrFetch('b', () => 1)]]);
      }
      await second.promise;
      return new Map([['b', 2]]);
    });
    first.resolve(new Map());
    await turn();
    inner.resolve();
    await turn();
    second.resolve();

    expect(Object.fromEntries(await values)).toEqual({ a: 2, b: 2 });
  });
});

/** A cache whose L2 answers for the key `b` only when it is let. */
function slowForB(): { readonly cache: CacheManager; readonly gate: Deferred<void> } {
  const { members, clock } = fleet();
  const { tier } = members[0];
  const gate = deferred<void>();
  const remote: RemoteTier = {
    read: (key) => tier.read(key),
    write: (key, entry) => tier.write(key, entry),
    claim: async (key, options) => {
      if (key === 'b') await gate.promise;
      return tier.claim(key, options);
    },
    delete: (key) => tier.delete(key),
    deleteByTag: (tag) => tier.deleteByTag(tag),
    clear: () => tier.clear(),
    listen: (listener) => tier.listen(listener),
    close: () => tier.close(),
  };
  return { cache: new CacheManager({ clock, remote }), gate };
}

describe('P4 P19 a batch that everyone leaves goes nowhere', () => {
  const never = () => vi.fn(() => new Map<string, number>());

  it('when the cache closes while one of its keys is looked for', async () => {
    const { cache } = slowForB();
    const fetchMany = never();
    const call = watch(cache.getOrFetchMany(['b', 'a'], fetchMany));
    await settle();

    await cache.close();
    await settle();
    expect(call.state).toBe('rejected');

    expect(fetchMany).not.toHaveBeenCalled();
  });

  it('when its only caller leaves', async () => {
    const { cache } = slowForB();
    const fetchMany = never();
    const leaving = new AbortController();
    const call = watch(cache.getOrFetchMany(['b', 'a'], fetchMany, { signal: leaving.signal }));
    await settle();

    leaving.abort();
    await settle();
    expect(call.state).toBe('rejected');

    expect(fetchMany).not.toHaveBeenCalled();
    await cache.close();
  });
});

describe('P21 a batch starts in the context of its caller', () => {
  it('though the leaving of another lets it start', async () => {
    const { cache } = slowForB();
    const leaving = new AbortController();
    let seen: unknown = 'nothing';
    const fetchMany = (asked: readonly string[]) => {
      seen = user.getStore();
      return new Map(asked.map((key) => [key, 1]));
    };
    const options = { signal: leaving.signal };
    const left = user.run('starter', () =>
      watch(cache.getOrFetchMany(['a', 'b'], fetchMany, options)),
    );
    const joined = user.run('joiner', () => cache.getOrFetch('a', () => 9));
    await settle();

    user.run('stranger', () => leaving.abort());

    expect(await joined).toBe(1);
    expect(seen).toBe('starter');
    expect(left.state).toBe('rejected');
    await cache.close();
  });

  it('and in none where L2 answered with stale values, which it refreshes', async () => {
    const { members, clock } = fleet({ ttl: 10, staleWhileRevalidate: 1_000 });
    const [first, second] = members;
    await first.cache.set('key', 'old');
    clock.advance(20);
    let seen: unknown = 'nothing';

    const values = await user.run('Ada', () =>
      second.cache.getOrFetchMany(['key'], (asked) => {
        seen = user.getStore();
        return new Map(asked.map((key) => [key, 'new']));
      }),
    );
    await settle();

    expect(values.get('key')).toBe('old');
    expect(seen).toBeUndefined();
  });
});

describe('a batch that fails', () => {
  it('aborts its signal, as that of each of its keys', async () => {
    const { cache } = testCache();
    const signals: AbortSignal[] = [];
    const call = watch(
      cache.getOrFetchMany(['a'], async (_, { of, signal }) => {
        signals.push(signal, of('a').signal);
        throw new Error('down');
      }),
    );

    await settle();
    expect(call.state).toBe('rejected');

    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });
});

describe('K-13 batches in batches', () => {
  it('wait for each other’s keys by the thousand, in time that grows with their number alone', async () => {
    const { cache } = testCache({ maxEntries: 100_000 });
    const inner = Array.from({ length: 20_000 }, (_, index) => `inner:${index}`);
    const outer = inner.map((key) => `outer of ${key}`);
    const upstream = deferred<Map<string, number>>();
    void cache.getOrFetchMany(inner, () => upstream.promise);
    const nested = cache.getOrFetchMany(outer, async () => {
      const values = cache.getOrFetchMany(inner, () => new Map<string, number>());
      upstream.resolve(new Map(inner.map((key) => [key, 1])));
      return new Map([['outer of inner:0', (await values).size]]);
    });

    expect((await nested).get('outer of inner:0')).toBe(20_000);
  });
});
