import { CacheManager, ClosedError, type FetchContext } from '@sameflight/core';
import { deferred, FakeClock } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { testCache, turn } from './support/test-cache.js';
import { rejection, watch } from './support/watch.js';

describe('get, peek and has answer from what is fresh', () => {
  it('finds a fresh value, and nothing past its ttl, whatever its windows', async () => {
    const windows = { ttl: 10, staleWhileRevalidate: 100, staleIfError: 100, keep: 100 };
    const { cache, clock } = testCache(windows);
    await cache.set('key', 'value');
    clock.advance(9);

    expect([await cache.get('key'), cache.peek('key'), await cache.has('key')]).toEqual([
      'value',
      'value',
      true,
    ]);
    clock.advance(1);
    expect([await cache.get('key'), cache.peek('key'), await cache.has('key')]).toEqual([
      undefined,
      undefined,
      false,
    ]);
    expect([...cache.keys()]).toEqual([]);
    expect(cache.size).toBe(1);
  });

  it('finds a fresh value that carries tags, or is late in its ttl', async () => {
    const { cache, clock } = testCache({ ttl: 10, refreshAhead: 5 });
    await cache.set('key', 'value', { tags: ['tag'] });
    clock.advance(6);

    expect([await cache.get('key'), cache.peek('key'), await cache.has('key')]).toEqual([
      'value',
      'value',
      true,
    ]);
    expect(cache.stats().fetches).toBe(0);
  });

  it('saves what is read from eviction, but not what is peeked at', async () => {
    const survives = async (read: (cache: CacheManager) => unknown): Promise<boolean> => {
      const { cache } = testCache({ maxEntries: 10 });
      // A key that comes back after it was evicted joins the main queue, where hits count.
      for (const key of ['hot', ...letters(12), 'hot']) await cache.set(key, key);
      for (let round = 0; round < 30; round++) {
        for (const key of letters(12)) {
          await read(cache);
          await cache.set(`${key} ${round % 2}`, key);
        }
      }
      return cache.peek('hot') !== undefined;
    };
    const gone = (): Promise<never> => Promise.reject(new Error('gone'));
    // The policy hashes keys with a seed of its own, so one cache is no proof.
    const survivors = async (read: (cache: CacheManager) => unknown): Promise<number> => {
      const fates = await Promise.all(Array.from({ length: 40 }, () => survives(read)));
      return fates.filter(Boolean).length;
    };

    const saved = await survivors((cache) => cache.get('hot'));
    const hit = await survivors((cache) => cache.getOrFetch('hot', gone).catch(() => undefined));

    expect(Math.min(saved, hit)).toBeGreaterThan(30);
    expect(await survivors((cache) => cache.peek('hot'))).toBeLessThan(saved / 2);
  });

  it('does not join a flight', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    const call = cache.getOrFetch('key', () => upstream.promise);

    expect([await cache.get('key'), cache.peek('key'), await cache.has('key')]).toEqual([
      undefined,
      undefined,
      false,
    ]);
    upstream.resolve('value');
    await call;
  });
});

describe('inspect and touch look at what is held, for those who judge freshness themselves', () => {
  it('shows the tags as they were given, and a copy where values are copied', async () => {
    const { cache } = testCache({ copy: structuredClone });
    const space = cache.namespace('space');
    const value = { list: [1] };
    await space.set('key', value, { ttl: 0, keep: 10, tags: ['tag', '\u0000odd'] });

    const held = space.inspect<typeof value>('key');
    held?.value.list.push(2);

    expect(held).toMatchObject({ age: 0, ttl: 0, tags: ['tag', '\u0000odd'] });
    expect(space.inspect('key')?.value).toEqual({ list: [1] });
  });

  it('shows no remembered error', async () => {
    const { cache } = testCache({ errorTtl: 100 });
    await rejection(cache.getOrFetch('key', () => Promise.reject('down')));

    expect(cache.inspect('key')).toBeUndefined();
    cache.touch('key');
    expect(cache.stats()).toMatchObject({ hits: 0, stale: 0 });
  });
});

describe('set', () => {
  it('takes a number as the ttl, or options', async () => {
    const { cache, clock } = testCache({ ttl: 1e6, staleWhileRevalidate: 50 });
    await cache.set('number', 1, 10);
    await cache.set('options', 1, { ttl: 20, tags: ['tag'] });
    await cache.set('default', 1);

    clock.advance(10);
    expect([...cache.keys()]).toEqual(['options', 'default']);
    clock.advance(10);
    expect([...cache.keys()]).toEqual(['default']);
    expect(await cache.getOrFetch('number', () => 'new')).toBe(1);
  });

  it('takes windows of its own', async () => {
    const { cache, clock } = testCache();
    await cache.set('key', 'value', { ttl: 0, staleIfError: 100 });
    clock.advance(50);

    expect(await cache.getOrFetch<unknown>('key', () => Promise.reject('down'))).toBe('value');
  });
});

describe('expire', () => {
  it('makes a fresh value stale, whose other windows begin now', async () => {
    const { cache, clock } = testCache({ ttl: 100, staleWhileRevalidate: 50 });
    await cache.set('key', 'old');
    clock.advance(30);

    expect(cache.expire('key')).toBe(true);

    expect(cache.peek('key')).toBeUndefined();
    clock.advance(49);
    expect(await cache.getOrFetchWithInfo('key', () => 'new')).toEqual({
      value: 'old',
      source: 'stale',
      age: 79,
      ttl: 0,
    });
    await turn();
    expect(cache.peek('key')).toBe('new');
  });

  it('has the next call fetch anew where nothing may be served stale', async () => {
    const { cache } = testCache({ keep: 100 });
    await cache.set('key', 'old', { tags: ['tag'] });
    cache.expire('key');
    const seen = vi.fn();

    expect(
      await cache.getOrFetch('key', ({ stale }) => {
        seen(stale);
        return 'new';
      }),
    ).toBe('new');
    expect(seen).toHaveBeenCalledExactlyOnceWith({ value: 'old', age: 0, tags: ['tag'] });
  });

  it('says whether there was a fresh value', async () => {
    const { cache, clock } = testCache({ ttl: 10, keep: 100 });
    await cache.set('key', 'value');

    expect(cache.expire('unknown')).toBe(false);
    expect(cache.expire('key')).toBe(true);
    expect(cache.expire('key')).toBe(false);
    await cache.set('key', 'value');
    clock.advance(10);
    expect(cache.expire('key')).toBe(false);
  });

  it('leaves a value invalidated that was', async () => {
    const { cache } = testCache({ staleWhileRevalidate: 100 });
    await cache.set('key', 'old', { tags: ['tag'] });
    cache.expire('key');

    await cache.deleteByTag('tag');

    expect(await cache.getOrFetch('key', () => 'new')).toBe('new');
  });
});

describe('wrap', () => {
  it('coalesces and caches a function by a key of its arguments', async () => {
    const { cache, clock } = testCache();
    const load = vi.fn(async (id: number, kind: string) => `${kind} ${id}`);
    const loadOnce = cache.wrap(load, { key: (id, kind) => `${kind}:${id}`, ttl: 10 });

    expect(await Promise.all([loadOnce(1, 'a'), loadOnce(1, 'a'), loadOnce(2, 'a')])).toEqual([
      'a 1',
      'a 1',
      'a 2',
    ]);
    expect(load).toHaveBeenCalledTimes(2);
    expect(load).toHaveBeenCalledWith(1, 'a');
    expect(cache.peek('a:1')).toBe('a 1');
    clock.advance(10);
    await loadOnce(1, 'a');
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('passes `this` on', async () => {
    const { cache } = testCache();
    const service = {
      greeting: 'hello',
      greet: cache.wrap(
        function (this: { greeting: string }, name: string) {
          return `${this.greeting} ${name}`;
        } as (name: string) => string,
        { key: (name) => name },
      ),
    };

    expect(await service.greet('Ada')).toBe('hello Ada');
  });

  it('rejects where the key cannot be built, or is none', async () => {
    const { cache } = testCache();
    const throwing = cache.wrap(() => 1, {
      key: () => {
        throw new Error('no key');
      },
    });
    const wrong = cache.wrap(() => 1, { key: () => 5 as never });

    expect(String(await rejection(throwing()))).toContain('no key');
    expect(String(await rejection(wrong()))).toContain('`key` must be a string, got 5');
  });

  it('keeps inside its namespace', async () => {
    const { cache } = testCache();
    const space = cache.namespace('space');

    await space.wrap(() => 'value', { key: () => 'key' })();

    expect([space.peek('key'), cache.peek('key')]).toEqual(['value', undefined]);
  });
});

describe('refresh: true', () => {
  it('fetches anew whatever is stored, and stores what it fetched', async () => {
    const { cache } = testCache();
    await cache.set('key', 'old');

    expect(await cache.getOrFetch('key', () => 'new', { refresh: true })).toBe('new');
    expect(cache.peek('key')).toBe('new');
  });

  it('joins a flight that is in the air', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    const second = vi.fn(() => 'second');

    const calls = [
      cache.getOrFetch('key', () => upstream.promise),
      cache.getOrFetch('key', second, { refresh: true }),
    ];
    upstream.resolve('first');

    expect(await Promise.all(calls)).toEqual(['first', 'first']);
    expect(second).not.toHaveBeenCalled();
  });

  it('leaves hits to others meanwhile, and keeps the old value where it fails', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    await cache.set('key', 'old');

    const refresh = rejection(cache.getOrFetch('key', () => upstream.promise, { refresh: true }));
    expect(await cache.getOrFetch('key', () => 'other')).toBe('old');
    upstream.reject('down');

    expect(await refresh).toBe('down');
    expect(cache.peek('key')).toBe('old');
  });
});

describe('P19 K-25 close ends everything that the cache started', () => {
  const never = (): Promise<never> => new Promise(() => {});

  it('rejects waiters, aborts their fetchers, and empties memory', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleIfError: 1e6, staleWhileRevalidate: 1e6 });
    const signals: AbortSignal[] = [];
    const hung = ({ signal }: { signal: AbortSignal }): Promise<never> => {
      signals.push(signal);
      return never();
    };
    await cache.set('stale', 'old');
    clock.advance(10);
    await cache.getOrFetch('stale', hung);
    const calls = [
      cache.getOrFetch('key', hung),
      cache.getOrFetch('key', hung, { timeout: 1_000 }),
      cache.getOrFetch('key', hung, { signal: new AbortController().signal }),
    ].map((call) => rejection(call));
    await cache.delete('key');

    await cache.close();

    for (const call of calls) expect(await call).toBeInstanceOf(ClosedError);
    expect(signals.map(({ reason }) => reason.code)).toEqual(['CLOSED', 'CLOSED']);
    expect(cache.flights()).toEqual([]);
    expect(cache.size).toBe(0);
    expect(clock.timers).toBe(0);
  });

  it('K-25 rejects every later call, and throws from those that return no promise', async () => {
    const { cache } = testCache();
    await cache.close();

    const calls = [
      cache.getOrFetch('key', never),
      cache.getOrFetch('key', never, { ttl: 1 }),
      cache.getOrFetchWithInfo('key', never),
      cache.getOrFetchMany(['key'], never),
      cache.wrap(never, { key: () => 'key' })(),
      cache.get('key'),
      cache.has('key'),
      cache.set('key', 1),
      cache.delete('key'),
      cache.deleteByTag('tag'),
      cache.clear(),
    ];
    for (const call of calls) {
      const reason = await rejection(call);
      expect(reason).toBeInstanceOf(ClosedError);
      expect(reason).toMatchObject({
        code: 'CLOSED',
        key: undefined,
        message: 'the cache is closed',
      });
    }
    expect(() => cache.expire('key')).toThrow(ClosedError);
    expect(() => cache.peek('key')).toThrow(ClosedError);
    expect(() => cache.inspect('key')).toThrow(ClosedError);
    expect(() => cache.touch('key')).toThrow(ClosedError);
    expect([cache.size, [...cache.keys()], cache.flights()]).toEqual([0, [], []]);
  });

  it('ends each flight once, where a fetcher that is told makes the waiters of another leave', async () => {
    const { cache } = testCache();
    const controller = new AbortController();
    const first = cache.getOrFetch('first', ({ signal }) => {
      signal.addEventListener('abort', () => controller.abort('told'));
      return new Promise(() => {});
    });
    const options = { signal: controller.signal };
    const second = cache.getOrFetch('second', () => new Promise(() => {}), options);
    const third = cache.getOrFetch('third', () => new Promise(() => {}));
    const ends = [rejection(first), rejection(second), rejection(third)];

    await cache.close();

    const closed = { code: 'CLOSED' };
    expect(await Promise.all(ends)).toMatchObject([closed, 'told', closed]);
    expect(cache.flights()).toEqual([]);
  });

  it('K-25 may be closed again, and is closed for both when it is for one', async () => {
    let release: (() => void) | undefined;
    const remote = {
      ...Object.fromEntries(
        ['read', 'claim', 'write', 'delete', 'deleteByTag', 'clear', 'listen'].map((verb) => [
          verb,
          vi.fn(),
        ]),
      ),
      close: vi.fn(() => new Promise<void>((resolve) => (release = resolve))),
    };
    const cache = new CacheManager({ remote: remote as never });

    const closes = [watch(cache.close()), watch(cache.close())];
    await turn();
    expect(closes.map(({ state }) => state)).toEqual(['pending', 'pending']);
    release?.();
    await turn();

    expect(closes.map(({ state }) => state)).toEqual(['fulfilled', 'fulfilled']);
    expect(remote.close).toHaveBeenCalledTimes(1);
  });

  it('is closed at the end of an `await using` block', async () => {
    let left: CacheManager | undefined;
    {
      await using cache = new CacheManager({ clock: new FakeClock() });
      left = cache;
      await cache.set('key', 'value');
    }

    expect(await rejection(left.get('key'))).toBeInstanceOf(ClosedError);
  });

  it('drops what lands after it', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    const call = rejection(cache.getOrFetch('key', () => upstream.promise));

    await cache.close();
    upstream.resolve('late');
    await call;

    expect(cache.size).toBe(0);
  });

  it('keeps nothing that it was still reading from L2', async () => {
    const record = deferred<unknown>();
    const remote = {
      ...Object.fromEntries(
        ['claim', 'write', 'delete', 'deleteByTag', 'clear', 'listen', 'close'].map((verb) => [
          verb,
          vi.fn(),
        ]),
      ),
      read: () => record.promise,
    };
    const { cache } = testCache({ remote: remote as never });
    const read = cache.get('key');

    await cache.close();
    const windows = { ttl: 1_000, staleWhileRevalidate: 0, staleIfError: 0, keep: 0 };
    record.resolve({ value: 'value', windows, tags: [], age: 0 });
    await read;

    expect(cache.size).toBe(0);
  });

  it('rejects a caller whose fetcher closes the cache while it is called', async () => {
    const { cache } = testCache();
    const closing = async (): Promise<string> => {
      await cache.close();
      return 'value';
    };

    const { signal } = new AbortController();
    expect(await rejection(cache.getOrFetch('key', closing, { signal }))).toBeInstanceOf(
      ClosedError,
    );

    const { cache: other } = testCache();
    const closingOther = async (): Promise<string> => {
      await other.close();
      return 'value';
    };
    expect(await rejection(other.getOrFetch('key', closingOther))).toBeInstanceOf(ClosedError);
  });

  it('rejects those who would have to ask again', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    const tagged = async ({ store }: FetchContext): Promise<string> => {
      store({ tags: ['tag'] });
      return upstream.promise;
    };

    const early = cache.getOrFetch('key', tagged);
    await cache.deleteByTag('tag');
    const late = rejection(cache.getOrFetch('key', never));
    cache.on('land', () => cache.close());
    upstream.resolve('old');

    expect(await early).toBe('old');
    expect(await late).toBeInstanceOf(ClosedError);
  });
});

function letters(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String.fromCharCode(97 + index));
}
