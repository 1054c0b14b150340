import type { FetchManyContext } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { testCache, turn } from './support/test-cache.js';
import { rejection, watch } from './support/watch.js';

/** A batch fetcher that returns each key's own name as its value. */
const names = (): ((keys: readonly string[]) => Promise<Map<string, string>>) =>
  vi.fn(async (keys: readonly string[]) => new Map(keys.map((key) => [key, `${key}!`])));

describe('P1 a batch fetches what is neither cached nor in flight, in one call', () => {
  it('asks for the missing keys only, each once, and answers in the order that was asked', async () => {
    const { cache } = testCache();
    const fetchMany = names();
    await cache.set('b', 'cached');

    const values = await cache.getOrFetchMany(['c', 'b', 'a', 'c'], fetchMany);

    expect([...values]).toEqual([
      ['c', 'c!'],
      ['b', 'cached'],
      ['a', 'a!'],
    ]);
    expect(fetchMany).toHaveBeenCalledExactlyOnceWith(['c', 'a'], expect.anything());
    expect([...cache.keys()].sort()).toEqual(['a', 'b', 'c']);
  });

  it('counts one hit for a key that was asked for twice', async () => {
    const { cache } = testCache();
    await cache.set('a', 1);
    const hits = vi.fn();
    cache.on('hit', hits);

    await cache.getOrFetchMany(['a', 'a'], names());

    expect(hits.mock.calls).toEqual([[{ key: 'a' }]]);
    expect(cache.stats().hits).toBe(1);
  });

  it('makes no call where everything is cached, or nothing asked for', async () => {
    const { cache } = testCache();
    const fetchMany = names();
    await cache.set('a', 'cached');

    expect(await cache.getOrFetchMany(['a'], fetchMany)).toEqual(new Map([['a', 'cached']]));
    expect(await cache.getOrFetchMany([], fetchMany)).toEqual(new Map());
    expect(fetchMany).not.toHaveBeenCalled();
  });

  it('is joined by a single call for one of its keys', async () => {
    const { cache } = testCache();
    const upstream = deferred<Map<string, string>>();
    const single = vi.fn(() => 'single');

    const many = cache.getOrFetchMany(['a', 'b'], () => upstream.promise);
    const joined = cache.getOrFetch('b', single);
    upstream.resolve(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    );

    expect(await joined).toBe('2');
    expect(await many).toEqual(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    );
    expect(single).not.toHaveBeenCalled();
  });

  it('joins single flights and other batches, key by key', async () => {
    const { cache } = testCache();
    const [single, first] = [deferred<string>(), deferred<Map<string, string>>()];
    const second = names();

    const calls = [
      cache.getOrFetch('a', () => single.promise).then((value) => new Map([['a', value]])),
      cache.getOrFetchMany(['a', 'b'], () => first.promise),
      cache.getOrFetchMany(['a', 'b', 'c'], second),
    ];
    single.resolve('single');
    first.resolve(new Map([['b', 'first']]));

    expect((await Promise.all(calls)).at(-1)).toEqual(
      new Map([
        ['a', 'single'],
        ['b', 'first'],
        ['c', 'c!'],
      ]),
    );
    expect(second).toHaveBeenCalledExactlyOnceWith(['c'], expect.anything());
  });

  it('starts nothing of its own where all keys are in flight', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    const fetchMany = names();

    const single = cache.getOrFetch('a', () => upstream.promise);
    const many = cache.getOrFetchMany(['a'], fetchMany);
    upstream.resolve('value');

    expect(await many).toEqual(new Map([['a', await single]]));
    expect(fetchMany).not.toHaveBeenCalled();
  });

  it('K-15 answers with keys of any name', async () => {
    const { cache } = testCache();
    const keys = ['__proto__', 'constructor', 'toString', '', '\u0000', '\ud800'];

    const values = await cache.getOrFetchMany(keys, names());

    expect([...values.keys()]).toEqual(keys);
    for (const key of keys) expect(cache.peek(key)).toBe(`${key}!`);
    expect(Object.getPrototypeOf(values)).toBe(Map.prototype);
  });

  it('refreshes stale keys in the background, as one batch of their own', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100 });
    await cache.set('a', 'old');
    await cache.set('b', 'old');
    clock.advance(10);
    const fetchMany = names();

    const values = await cache.getOrFetchMany(['a', 'b', 'c'], fetchMany);
    await turn();

    expect([...values.values()]).toEqual(['old', 'old', 'c!']);
    expect(vi.mocked(fetchMany).mock.calls.map(([keys]) => keys)).toEqual([['c'], ['a', 'b']]);
    expect([cache.peek('a'), cache.peek('b')]).toEqual(['a!', 'b!']);
  });

  it('fetches all of it anew where told to refresh', async () => {
    const { cache } = testCache();
    await cache.set('a', 'old');

    const values = await cache.getOrFetchMany(['a', 'b'], names(), { refresh: true });

    expect([...values.values()]).toEqual(['a!', 'b!']);
  });
});

describe('every outcome of a batch is defined', () => {
  it('leaves out a key that the fetcher did not return, and stores nothing for it', async () => {
    const { cache } = testCache();
    const failures = vi.fn();
    cache.on('failure', failures);

    const values = await cache.getOrFetchMany(['a', 'b'], () => new Map([['a', 1]]));

    expect(values).toEqual(new Map([['a', 1]]));
    expect(values.has('b')).toBe(false);
    expect(await cache.has('b')).toBe(false);
    expect(failures).not.toHaveBeenCalled();
  });

  it('leaves it out, and asks for it no more, for a call that could have left', async () => {
    const { cache } = testCache();
    const fetchMany = vi.fn(() => new Map([['a', 1]]));
    const { signal } = new AbortController();

    const values = await cache.getOrFetchMany(['a', 'b'], fetchMany, { signal });

    expect(values).toEqual(new Map([['a', 1]]));
    expect(fetchMany).toHaveBeenCalledOnce();
  });

  it('holds a key that was returned as `undefined`', async () => {
    const { cache } = testCache();

    const values = await cache.getOrFetchMany(['a'], () => new Map([['a', undefined]]));

    expect(values.has('a')).toBe(true);
    expect(await cache.has('a')).toBe(true);
  });

  it('ignores a key that was not asked for', async () => {
    const { cache } = testCache();

    const values = await cache.getOrFetchMany(
      ['a'],
      () =>
        new Map([
          ['a', 1],
          ['extra', 2],
        ]),
    );

    expect(values).toEqual(new Map([['a', 1]]));
    expect(cache.peek('extra')).toBeUndefined();
  });

  it('lets who joined for a key that was not returned fetch it himself', async () => {
    const { cache } = testCache();
    const upstream = deferred<Map<string, string>>();
    const single = vi.fn(async () => 'single');
    const other = names();

    const many = cache.getOrFetchMany(['a', 'b'], () => upstream.promise);
    const joined = [cache.getOrFetch('b', single), cache.getOrFetch('b', single)];
    const joinedMany = cache.getOrFetchMany(['b', 'c'], other);
    upstream.resolve(new Map([['a', 'first']]));

    expect(await Promise.all(joined)).toEqual(['single', 'single']);
    expect(single).toHaveBeenCalledTimes(1);
    expect(await many).toEqual(new Map([['a', 'first']]));
    expect(await joinedMany).toEqual(
      new Map([
        ['b', 'single'],
        ['c', 'c!'],
      ]),
    );
    expect(other).toHaveBeenCalledExactlyOnceWith(['c'], expect.anything());
  });

  it('lets a batch that joined for such a key ask its own fetcher for it, and take its word', async () => {
    const { cache } = testCache();
    const upstream = deferred<Map<string, string>>();
    const knowing = vi.fn(
      async (keys: readonly string[]) => new Map(keys.map((key) => [key, 'known'])),
    );
    const ignorant = vi.fn(async () => new Map<string, string>());

    void cache.getOrFetchMany(['a', 'b'], () => upstream.promise);
    const fromKnowing = cache.getOrFetchMany(['a', 'x'], knowing);
    const fromIgnorant = cache.getOrFetchMany(['b', 'y'], ignorant);
    upstream.resolve(new Map());

    expect(await fromKnowing).toEqual(
      new Map([
        ['a', 'known'],
        ['x', 'known'],
      ]),
    );
    expect(await fromIgnorant).toEqual(new Map());
    expect(knowing.mock.calls.map(([keys]) => keys)).toEqual([['x'], ['a']]);
    expect(ignorant).toHaveBeenCalledTimes(2);
  });

  it('removes what is stale when its refresh does not return it any more', async () => {
    const windows = { ttl: 10, staleWhileRevalidate: 1e6, staleIfError: 1e6 };
    const { cache, clock } = testCache(windows);
    await cache.set('a', 'old');
    clock.advance(10);
    const gone = async (): Promise<Map<string, string>> => new Map();

    expect(await cache.getOrFetchMany(['a'], gone)).toEqual(new Map([['a', 'old']]));
    await turn();

    expect(await cache.getOrFetchMany(['a'], gone)).toEqual(new Map());
    expect(cache.size).toBe(0);
  });

  it('keeps what was set while the batch did not return it', async () => {
    const { cache } = testCache();
    const upstream = deferred<Map<string, string>>();

    const many = cache.getOrFetchMany(['a'], () => upstream.promise);
    await cache.set('a', 'set');
    upstream.resolve(new Map());

    expect(await many).toEqual(new Map());
    expect(cache.peek('a')).toBe('set');
  });

  it('fails one key, and stores what the others fetched', async () => {
    const { cache } = testCache();
    const broken = new Error('b is broken');
    const fetchMany = async (keys: readonly string[], { fail }: FetchManyContext) => {
      fail('b', broken);
      return new Map(keys.map((key) => [key, `${key}!`]));
    };
    const single = (): string => 'single';

    const many = cache.getOrFetchMany(['a', 'b', 'c'], fetchMany);
    const joined = cache.getOrFetch('b', single);

    expect(await rejection(many)).toBe(broken);
    expect(await rejection(joined)).toBe(broken);
    expect([cache.peek('a'), cache.peek('b'), cache.peek('c')]).toEqual(['a!', undefined, 'c!']);
    expect(await cache.getOrFetch('b', single)).toBe('single');
  });

  const failingBatches: [string, () => never | Promise<never>][] = [
    ['rejects', () => Promise.reject('down')],
    [
      'throws',
      () => {
        throw 'down';
      },
    ],
  ];
  it.each(failingBatches)(
    'fails every key with the identical error, where the fetcher %s',
    async (_how, fetchMany) => {
      const { cache } = testCache();

      const reasons = await Promise.all([
        rejection(cache.getOrFetchMany(['a', 'b'], fetchMany)),
        rejection(cache.getOrFetch('a', () => 'unneeded')),
        rejection(cache.getOrFetch('b', () => 'unneeded')),
      ]);

      expect(reasons).toEqual(['down', 'down', 'down']);
      expect(cache.stats()).toMatchObject({ failures: 2, flights: 0, entries: 0 });
    },
  );

  it.each([
    ['an object', { a: 1 }, 'an object (Object)'],
    ['an array', [1], 'an array'],
    ['nothing', undefined, 'undefined'],
  ])('fails a batch that returns %s', async (_what, returned, shown) => {
    const { cache } = testCache();

    const reason = await rejection(cache.getOrFetchMany(['a'], () => returned as never));

    expect(reason).toBeInstanceOf(TypeError);
    expect(String(reason)).toContain(`must return a Map from key to value, got ${shown}`);
  });

  it('lets stale values stand in for a batch that fails, where they may', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleIfError: 100 });
    await cache.set('a', 'old');
    clock.advance(10);
    const failing = (): Promise<Map<string, string>> => Promise.reject('down');

    expect(await cache.getOrFetchMany(['a'], failing)).toEqual(new Map([['a', 'old']]));
    expect(await rejection(cache.getOrFetchMany(['a', 'b'], failing))).toBe('down');
  });

  it('refuses a one-shot value for its key alone', async () => {
    const { cache } = testCache();
    const values = new Map<string, unknown>([
      ['a', 'fine'],
      ['b', new Response('once')],
    ]);

    expect(String(await rejection(cache.getOrFetchMany(['a', 'b'], () => values)))).toContain(
      '"b"',
    );
    expect(cache.peek('a')).toBe('fine');
  });
});

describe('a batch lets its fetcher decide for each key', () => {
  it('shows the stale value of a key, and stores each on terms of its own', async () => {
    const { cache, clock } = testCache({ ttl: 10, keep: 100 });
    await cache.set('a', 'old');
    clock.advance(10);
    const seen = vi.fn();

    const values = await cache.getOrFetchMany(['a', 'b', 'c'], async (_keys, { of }) => {
      seen(of('a').stale?.value, of('b').stale, of('a').key);
      of('b').store({ ttl: 1_000, tags: ['tag'] });
      of('c').doNotStore();
      return new Map([
        ['a', of('a').notModified<string>()],
        ['b', 'new'],
        ['c', 'new'],
      ]);
    });

    expect([...values.values()]).toEqual(['old', 'new', 'new']);
    expect(seen).toHaveBeenCalledExactlyOnceWith('old', undefined, 'a');
    expect([cache.peek('a'), cache.peek('b'), cache.peek('c')]).toEqual(['old', 'new', undefined]);
    clock.advance(10);
    expect([cache.peek('a'), cache.peek('b')]).toEqual([undefined, 'new']);
    await cache.deleteByTag('tag');
    expect(cache.peek('b')).toBeUndefined();
  });

  it.each(['of', 'fail'] as const)(
    'refuses `%s` for a key that it was not asked for',
    async (verb) => {
      const { cache } = testCache();
      const ask = (key: unknown) =>
        rejection(
          cache.getOrFetchMany(['a'], (_keys, context) => {
            context[verb](key as string, 'error');
            return new Map();
          }),
        );

      const unknown = await ask('b');
      expect(unknown).toBeInstanceOf(RangeError);
      expect(String(unknown)).toContain('must be one of the keys that this batch fetches, got "b"');
      expect(await ask(5)).toBeInstanceOf(TypeError);
    },
  );
});

describe('P4 a batch is shared like any flight', () => {
  const held = () => {
    const upstream = deferred<Map<string, string>>();
    const signals: AbortSignal[] = [];
    const fetchMany = (_keys: readonly string[], { signal }: FetchManyContext) => {
      signals.push(signal);
      return upstream.promise;
    };
    return { ...upstream, signals, fetchMany };
  };

  it('aborts its signal when nobody waits for any of its keys any more', async () => {
    const { cache } = testCache();
    const { fetchMany, signals } = held();
    const [one, other] = [new AbortController(), new AbortController()];

    const many = rejection(cache.getOrFetchMany(['a', 'b'], fetchMany, { signal: one.signal }));
    const single = rejection(cache.getOrFetch('b', () => 'unneeded', { signal: other.signal }));
    one.abort('first');
    expect(await many).toBe('first');
    expect(signals[0]?.aborted).toBe(false);
    expect(cache.flights().map(({ key }) => key)).toEqual(['b']);
    other.abort('last');
    expect(await single).toBe('last');

    expect(signals[0]?.reason).toMatchObject({ code: 'FLIGHT_ABANDONED' });
    expect(cache.flights()).toEqual([]);
  });

  it('aborts its signal when it passes its `flightTimeout`', async () => {
    const { cache, clock } = testCache({ flightTimeout: 100 });
    const { fetchMany, signals } = held();

    const many = rejection(cache.getOrFetchMany(['a', 'b'], fetchMany));
    clock.advance(100);

    expect(await many).toMatchObject({ code: 'FLIGHT_TIMEOUT' });
    expect(signals[0]?.reason).toMatchObject({ code: 'FLIGHT_TIMEOUT' });
  });

  it('aborts its signal when the cache closes', async () => {
    const { cache } = testCache();
    const { fetchMany, signals } = held();

    const many = rejection(cache.getOrFetchMany(['a', 'b'], fetchMany));
    await cache.close();

    expect(await many).toMatchObject({ code: 'CLOSED' });
    expect(signals[0]?.reason).toMatchObject({ code: 'CLOSED' });
  });

  it('does not abort its signal once it has landed', async () => {
    const { cache } = testCache();
    const { fetchMany, signals, resolve } = held();

    const many = cache.getOrFetchMany(['a', 'b'], fetchMany);
    resolve(new Map([['a', '1']]));
    await many;

    expect(signals[0]?.aborted).toBe(false);
  });

  it('bounds the wait of one call by its `timeout`, and goes on for others', async () => {
    const { cache, clock } = testCache();
    const { fetchMany, resolve } = held();

    const hurried = rejection(cache.getOrFetchMany(['a', 'b'], fetchMany, { timeout: 10 }));
    const patient = cache.getOrFetch('a', () => 'unneeded');
    clock.advance(10);
    resolve(new Map([['a', '1']]));

    expect(await hurried).toMatchObject({ code: 'WAIT_TIMEOUT' });
    expect(await patient).toBe('1');
  });

  it('K-02 stores nothing for a key that is deleted meanwhile, and answers the call', async () => {
    const { cache } = testCache();
    const { fetchMany, resolve } = held();

    const many = cache.getOrFetchMany(['a', 'b'], fetchMany);
    await cache.delete('a');
    resolve(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    );

    expect(await many).toEqual(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    );
    expect([cache.peek('a'), cache.peek('b')]).toEqual([undefined, '2']);
  });

  it('fetches a key anew that was invalidated for who came after, with the others of its call', async () => {
    const { cache } = testCache();
    const { fetchMany, resolve } = held();
    const before = cache.getOrFetchMany(['a', 'b'], fetchMany, { tags: ['tag'] });
    await cache.deleteByTag('tag');
    const later = names();

    const after = cache.getOrFetchMany(['a', 'b'], later, { tags: ['tag'] });
    resolve(
      new Map([
        ['a', 'old'],
        ['b', 'old'],
      ]),
    );

    expect([...(await before).values()]).toEqual(['old', 'old']);
    expect([...(await after).values()]).toEqual(['a!', 'b!']);
    expect(later).toHaveBeenCalledTimes(1);
  });

  it('counts each key as a flight for `maxFlights`, and fetches those for which there is room', async () => {
    const { cache } = testCache({ maxFlights: 2 });
    const fetchMany = names();

    const reason = await rejection(cache.getOrFetchMany(['a', 'b', 'c'], fetchMany));
    await turn();

    expect(reason).toMatchObject({ code: 'OVERLOADED', key: 'c' });
    expect(fetchMany).toHaveBeenCalledExactlyOnceWith(['a', 'b'], expect.anything());
    expect([...cache.keys()]).toEqual(['a', 'b']);
  });

  it('rejects at once with a signal that is aborted already', async () => {
    const { cache } = testCache();
    const fetchMany = names();

    const call = cache.getOrFetchMany(['a'], fetchMany, { signal: AbortSignal.abort('no') });

    expect(await rejection(call)).toBe('no');
    expect(fetchMany).not.toHaveBeenCalled();
    const nothing = cache.getOrFetchMany([], fetchMany, { signal: AbortSignal.abort('no') });
    expect(await rejection(nothing)).toBe('no');
  });

  it('stays inside its namespace', async () => {
    const { cache } = testCache();
    const space = cache.namespace('space');
    const fetchMany = names();

    expect(await space.getOrFetchMany(['a'], fetchMany)).toEqual(new Map([['a', 'a!']]));

    expect(fetchMany).toHaveBeenCalledExactlyOnceWith(['a'], expect.anything());
    expect([space.peek('a'), cache.peek('a')]).toEqual(['a!', undefined]);
  });

  it('takes a number as the ttl', async () => {
    const { cache, clock } = testCache();

    await cache.getOrFetchMany(['a'], names(), 10);

    clock.advance(10);
    expect(cache.peek('a')).toBeUndefined();
  });

  it('settles once for a call whose first key failed, while the others go on', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    const single = watch(cache.getOrFetch('slow', () => upstream.promise));

    const reason = await rejection(
      cache.getOrFetchMany(['slow', 'broken'], () => Promise.reject('down')),
    );
    expect(reason).toBe('down');
    expect(single.state).toBe('pending');
    upstream.resolve('value');
    await turn();

    expect(single.value).toBe('value');
  });
});
