import type { CacheManager, FetchContext } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { Invalidations } from '../src/invalidation.js';
import { testCache, turn } from './support/test-cache.js';
import { rejection, watch } from './support/watch.js';

/** Every way to invalidate what `getOrFetch('key', …, { tags: ['tag'] })` fetches. */
const ways: [string, (cache: CacheManager) => Promise<unknown>][] = [
  ['delete', (cache) => cache.delete('key')],
  ['deleteByTag', (cache) => cache.deleteByTag('tag')],
  ['clear', (cache) => cache.clear()],
];
const tags = ['tag'];

describe('P16 what was fetched before an invalidation is never served after it', () => {
  it.each(ways)('removes what is stored, on %s', async (_way, invalidate) => {
    const { cache } = testCache();
    await cache.set('key', 'old', { tags });

    await invalidate(cache);

    expect(await cache.has('key')).toBe(false);
    expect(await cache.get('key')).toBeUndefined();
    expect(cache.peek('key')).toBeUndefined();
    expect([...cache.keys()]).toEqual([]);
    expect(await cache.getOrFetch('key', () => 'new')).toBe('new');
  });

  it.each(ways)('has removed it by the time %s has been called', async (_way, invalidate) => {
    const { cache } = testCache();
    await cache.set('key', 'old', { tags });

    const done = invalidate(cache);

    expect(cache.peek('key')).toBeUndefined();
    await done;
  });

  it.each(ways)(
    'K-02 answers those who wait, and stores nothing, on %s in flight',
    async (_way, invalidate) => {
      const { cache } = testCache();
      const upstream = deferred<string>();
      const drops = vi.fn();
      cache.on('drop', drops);
      const { signal } = new AbortController();

      const waiters = [
        cache.getOrFetch('key', () => upstream.promise, { tags }),
        cache.getOrFetch('key', () => upstream.promise, { tags }),
        cache.getOrFetch('key', () => upstream.promise, { signal }),
      ];
      await invalidate(cache);
      upstream.resolve('old');

      expect(await Promise.all(waiters)).toEqual(['old', 'old', 'old']);
      expect(cache.peek('key')).toBeUndefined();
      expect(drops).toHaveBeenCalledExactlyOnceWith({ key: 'key', reason: 'invalidated' });
      expect(cache.stats()).toMatchObject({ overtaken: 1, entries: 0 });
      expect(await cache.getOrFetch('key', () => 'new')).toBe('new');
    },
  );

  it.each(ways)(
    'K-03 starts a new flight for who reads after %s, while the old one runs',
    async (_way, invalidate) => {
      const { cache } = testCache();
      const [before, after] = [deferred<string>(), deferred<string>()];
      const fetchAfter = vi.fn(() => after.promise);

      const waiting = cache.getOrFetch('key', () => before.promise, { tags });
      await invalidate(cache);
      const reads = [
        cache.getOrFetch('key', fetchAfter, { tags }),
        cache.getOrFetch('key', fetchAfter, { tags }),
      ];
      expect(cache.flights().map(({ waiters }) => waiters)).toEqual([1, 2]);
      before.resolve('old');
      expect(await waiting).toBe('old');
      after.resolve('new');

      expect(await Promise.all(reads)).toEqual(['new', 'new']);
      expect(fetchAfter).toHaveBeenCalledTimes(1);
      expect(cache.peek('key')).toBe('new');
    },
  );

  it.each(ways)(
    'does not let the old flight store over the new one, after %s',
    async (_way, invalidate) => {
      const { cache } = testCache();
      const before = deferred<string>();

      const waiting = cache.getOrFetch('key', () => before.promise, { tags });
      await invalidate(cache);
      await cache.getOrFetch('key', () => 'new', { tags });
      before.resolve('old');
      await waiting;

      expect(cache.peek('key')).toBe('new');
    },
  );

  it.each(ways)('lets no stale value stand in after %s', async (_way, invalidate) => {
    const windows = { ttl: 10, staleWhileRevalidate: 1e6, staleIfError: 1e6, keep: 1e6 };
    const { cache, clock } = testCache(windows);
    await cache.set('key', 'old', { tags });
    clock.advance(10);

    await invalidate(cache);

    const seen = vi.fn();
    const fetcher = ({ stale }: FetchContext): Promise<never> => {
      seen(stale);
      return Promise.reject('down');
    };
    expect(await rejection(cache.getOrFetch('key', fetcher))).toBe('down');
    expect(seen).toHaveBeenCalledExactlyOnceWith(undefined);
  });

  it.each(ways)(
    'answers with what was held those who waited before %s, where their fetch fails',
    async (way, invalidate) => {
      const { cache, clock } = testCache({ ttl: 10, staleIfError: 1e6 });
      const upstream = deferred<string>();
      await cache.set('key', 'old', { tags });
      clock.advance(10);

      const waiting = watch(cache.getOrFetch('key', () => upstream.promise, { tags }));
      await invalidate(cache);
      upstream.reject('down');
      await turn();

      // A tag's invalidation reaches the value in hand as well.
      expect(waiting).toMatchObject(
        way === 'deleteByTag' ? { reason: 'down' } : { state: 'fulfilled', value: 'old' },
      );
      expect(cache.peek('key')).toBeUndefined();
    },
  );

  it('says whether memory held a fresh value', async () => {
    const { cache, clock } = testCache({ ttl: 10, keep: 100 });
    await cache.set('key', 'value');

    expect(await cache.delete('key')).toBe(true);
    expect(await cache.delete('key')).toBe(false);
    await cache.set('key', 'value');
    clock.advance(10);
    expect(await cache.delete('key')).toBe(false);
    expect(cache.size).toBe(0);
  });

  it('leaves other keys and tags alone', async () => {
    const { cache } = testCache();
    await cache.set('one', 1, { tags: ['a', 'b'] });
    await cache.set('two', 2, { tags: ['b'] });
    await cache.set('three', 3);

    await cache.deleteByTag('a');
    expect([...cache.keys()]).toEqual(['two', 'three']);
    await cache.delete('two');
    expect([...cache.keys()]).toEqual(['three']);
  });

  it('stores what is fetched after the invalidation, though it carries the same tag', async () => {
    const { cache } = testCache();
    await cache.deleteByTag('tag');

    await cache.getOrFetch('fetched', () => 'new', { tags });
    await cache.set('set', 'new', { tags });

    expect([cache.peek('fetched'), cache.peek('set')]).toEqual(['new', 'new']);
  });

  it('aborts a flight that was invalidated when its last waiter leaves, and no other', async () => {
    const { cache } = testCache();
    const [before, after] = [new AbortController(), new AbortController()];
    const signals: AbortSignal[] = [];
    const fetcher = ({ signal }: FetchContext): Promise<never> => {
      signals.push(signal);
      return new Promise(() => {});
    };

    const old = rejection(cache.getOrFetch('key', fetcher, { signal: before.signal }));
    await cache.delete('key');
    const young = rejection(cache.getOrFetch('key', fetcher, { signal: after.signal }));
    before.abort('old');
    expect(await old).toBe('old');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(cache.flights()).toHaveLength(1);

    after.abort('young');
    expect(await young).toBe('young');
    expect(cache.flights()).toEqual([]);
  });

  it('fences background refreshes too', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 1e6 });
    const upstream = deferred<string>();
    await cache.set('key', 'old', { tags });
    clock.advance(10);
    await cache.getOrFetch('key', () => upstream.promise, { tags });

    await cache.deleteByTag('tag');
    upstream.resolve('fetched before');
    await turn();

    expect(cache.peek('key')).toBeUndefined();
    expect(cache.stats().overtaken).toBe(1);
  });

  it('tells of an invalidation, with what was invalidated', async () => {
    const { cache } = testCache();
    const told = vi.fn();
    cache.on('invalidate', told);

    await cache.delete('key');
    await cache.deleteByTag('tag');
    await cache.clear();

    expect(told.mock.calls).toEqual([[{ key: 'key' }], [{ tag: 'tag' }], [{}]]);
  });
});

describe('P16 tags that are known only after the fetch are fenced too', () => {
  const tagged =
    (upstream: Promise<string>) =>
    async ({ store }: FetchContext): Promise<string> => {
      const value = await upstream;
      store({ tags });
      return value;
    };

  it('does not store a value that turns out to carry a tag that was invalidated meanwhile', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();

    const waiting = cache.getOrFetch('key', tagged(upstream.promise));
    await cache.deleteByTag('tag');
    upstream.resolve('old');

    expect(await waiting).toBe('old');
    expect(cache.peek('key')).toBeUndefined();
  });

  it('has those who joined after the invalidation share one successor', async () => {
    const { cache } = testCache();
    const [before, after] = [deferred<string>(), deferred<string>()];
    const fetchAfter = vi.fn(tagged(after.promise));

    const early = cache.getOrFetch('key', tagged(before.promise));
    await cache.deleteByTag('tag');
    const late = Array.from({ length: 10 }, () => cache.getOrFetch('key', fetchAfter));
    before.resolve('old');
    expect(await early).toBe('old');
    expect(fetchAfter).toHaveBeenCalledTimes(1);
    after.resolve('new');

    expect(await Promise.all(late)).toEqual(Array(10).fill('new'));
    expect(fetchAfter).toHaveBeenCalledTimes(1);
    expect(cache.peek('key')).toBe('new');
  });

  it('sends the late ones on, where the value is not even to be stored', async () => {
    const { cache } = testCache();
    const before = deferred<string>();

    const early = cache.getOrFetch('key', async (context) => {
      context.store({ tags: ['tag'] });
      context.doNotStore();
      return before.promise;
    });
    await cache.deleteByTag('tag');
    const late = cache.getOrFetch('key', () => 'new');
    before.resolve('old');

    expect(await Promise.all([early, late])).toEqual(['old', 'new']);
  });

  it('leaves alone what was set meanwhile, where the value is overtaken and not even to be stored', async () => {
    const { cache } = testCache();
    const before = deferred<string>();

    const early = cache.getOrFetch('key', async (context) => {
      context.store({ tags: ['tag'] });
      context.doNotStore();
      return before.promise;
    });
    await cache.deleteByTag('tag');
    await cache.set('key', 'set');
    before.resolve('old');

    expect(await early).toBe('old');
    expect(cache.peek('key')).toBe('set');
  });

  it('sends on who joined between two invalidations of the tag', async () => {
    const { cache } = testCache();
    const [before, after] = [deferred<string>(), deferred<string>()];

    const early = cache.getOrFetch('key', tagged(before.promise));
    await cache.deleteByTag('tag');
    const late = cache.getOrFetch('key', tagged(after.promise));
    await cache.deleteByTag('tag');
    before.resolve('old');
    after.resolve('new');

    expect(await Promise.all([early, late])).toEqual(['old', 'new']);
  });

  it('gives the late ones the flight’s own value, where it turns out not to carry the tag', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    const fetchAfter = vi.fn(() => 'unneeded');

    const early = cache.getOrFetch('key', () => upstream.promise);
    await cache.deleteByTag('tag');
    const late = cache.getOrFetch('key', fetchAfter);
    upstream.resolve('value');

    expect(await Promise.all([early, late])).toEqual(['value', 'value']);
    expect(fetchAfter).not.toHaveBeenCalled();
  });

  it('bounds the whole wait of a late one by its own timeout', async () => {
    const { cache, clock } = testCache();
    const upstream = deferred<string>();

    void cache.getOrFetch('key', tagged(upstream.promise));
    await cache.deleteByTag('tag');
    const never = (): Promise<string> => new Promise(() => {});
    const late = watch(cache.getOrFetch('key', never, { timeout: 100 }));
    clock.advance(60);
    upstream.resolve('old');
    await turn();
    clock.advance(39);
    await turn();
    expect(late.state).toBe('pending');
    clock.advance(1);
    await turn();

    expect(late.reason).toMatchObject({ code: 'WAIT_TIMEOUT' });
    expect(String(late.reason)).toContain('timeout of 100 ms');
  });

  it('lets a late one leave by its signal while it waits for the successor', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    const leaver = new AbortController();

    void cache.getOrFetch('key', tagged(upstream.promise));
    await cache.deleteByTag('tag');
    const never = (): Promise<string> => new Promise(() => {});
    const late = watch(cache.getOrFetch('key', never, { signal: leaver.signal }));
    upstream.resolve('old');
    await turn();
    leaver.abort('bored');
    await turn();

    expect(late.reason).toBe('bored');
    expect(cache.flights()).toEqual([]);
  });

  it.each([{}, { timeout: 1_000 }])(
    'answers the caller whose own fetcher invalidates the tag that it carries, with %o',
    async (options) => {
      const { cache } = testCache();
      const fetcher = vi.fn(async () => {
        void cache.deleteByTag('tag');
        return 'value';
      });

      expect(await cache.getOrFetch('key', fetcher, { tags, ...options })).toBe('value');

      expect(fetcher).toHaveBeenCalledTimes(1);
      expect(cache.peek('key')).toBeUndefined();
    },
  );

  it('keeps what was fetched after its tag was invalidated, though another tag is later', async () => {
    const { cache } = testCache();
    await cache.deleteByTag('mine');
    await cache.getOrFetch('key', () => 'value', { tags: ['mine'] });

    await cache.deleteByTag('another');

    expect(cache.peek('key')).toBe('value');
    expect(await cache.getOrFetch('key', () => 'never')).toBe('value');
  });

  it('holds nothing any more of what was found to be invalidated', async () => {
    const { cache } = testCache();
    await cache.set('key', 'value', { tags: ['tag'] });
    await cache.deleteByTag('tag');

    await rejection(cache.getOrFetch('key', () => Promise.reject(new Error('down'))));

    expect(cache.stats().entries).toBe(0);
  });
});

describe('P17 `set` wins over a flight in the air', () => {
  it('K-04 keeps the value that was set, and lets the waiters have the flight’s outcome', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();

    const waiting = cache.getOrFetch('key', () => upstream.promise);
    await cache.set('key', 'set');
    expect(await cache.getOrFetch('key', () => 'unneeded')).toBe('set');
    upstream.resolve('fetched');

    expect(await waiting).toBe('fetched');
    expect(cache.peek('key')).toBe('set');
  });

  it('K-04 keeps the value of the flight that started last, in whatever order they land', async () => {
    const { cache } = testCache();
    const upstreams = [deferred<string>(), deferred<string>(), deferred<string>()] as const;

    const flights = [];
    for (const { promise } of upstreams) {
      flights.push(cache.getOrFetch('key', () => promise));
      await cache.delete('key');
    }
    const last = cache.getOrFetch('key', () => 'last');
    for (const [index, { resolve }] of [...upstreams].reverse().entries()) resolve(`${2 - index}`);

    expect(await Promise.all([...flights, last])).toEqual(['0', '1', '2', 'last']);
    expect(cache.peek('key')).toBe('last');
  });

  it('K-04 wins over a refresh that completes late', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 1e6 });
    const upstream = deferred<string>();
    await cache.set('key', 'old');
    clock.advance(10);
    await cache.getOrFetch('key', () => upstream.promise);

    await cache.set('key', 'set', 1e6);
    upstream.resolve('fetched before');
    await turn();

    expect(cache.peek('key')).toBe('set');
  });

  it('K-04 wins with a value that is not stored, too', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();

    const waiting = cache.getOrFetch('key', () => upstream.promise);
    await cache.set('key', 'gone at once', 0);
    upstream.resolve('fetched before');
    await waiting;

    expect(cache.peek('key')).toBeUndefined();
  });
});

describe('K-18 invalidating a tag costs the same however many carry it', () => {
  it('finds a hundred thousand entries invalid, one by one as they are asked for', async () => {
    const entries = 100_000;
    const { cache } = testCache({ maxEntries: entries });
    for (let index = 0; index < entries; index++)
      await cache.set(`key ${index}`, index, { tags: ['all', `part ${index % 10_000}`] });

    const startedAt = performance.now();
    for (let round = 0; round < 1_000; round++) await cache.deleteByTag('part 7');
    const took = performance.now() - startedAt;

    expect(took).toBeLessThan(1_000);
    expect(cache.peek('key 7')).toBeUndefined();
    expect(cache.peek('key 90007')).toBeUndefined();
    expect(cache.peek('key 8')).toBe(8);
    await cache.deleteByTag('all');
    expect([...cache.keys()]).toEqual([]);
  });

  it('forgets the oldest of very many invalidations on the safe side', () => {
    const invalidations = new Invalidations();
    const before = invalidations.sequence;
    invalidations.invalidateTag('first');
    for (let index = 0; index < 65_535; index++) invalidations.invalidateTag(`tag ${index}`);
    expect(invalidations.isOvertaken(['never invalidated'], before)).toBe(false);
    const between = invalidations.sequence;

    invalidations.invalidateTag('one too many');

    expect(invalidations.isOvertaken(['first'], before)).toBe(true);
    expect(invalidations.isOvertaken(['never invalidated'], before)).toBe(true);
    expect(invalidations.isOvertaken(['never invalidated'], between)).toBe(false);
    expect(invalidations.overtakenAt(['one too many', 'tag 0'], before)).toBe(65_537);
  });

  it('remembers a tag that is invalidated again as the newest', () => {
    const invalidations = new Invalidations();
    invalidations.invalidateTag('again');
    for (let index = 0; index < 65_535; index++) invalidations.invalidateTag(`tag ${index}`);
    const before = invalidations.sequence;
    invalidations.invalidateTag('again');

    invalidations.invalidateTag('one too many');

    expect(invalidations.isOvertaken(['again'], before)).toBe(true);
    expect(invalidations.isOvertaken(['tag 0'], before)).toBe(false);
  });
});
