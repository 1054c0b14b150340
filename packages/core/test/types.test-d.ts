import {
  type AnswerInfo,
  CacheManager,
  type CacheNamespace,
  type FetchContext,
  keyOf,
  type SameflightError,
  WaitTimeoutError,
} from '@sameflight/core';
import { deferred, FakeClock } from '@sameflight/core/testing';
import { describe, expectTypeOf, test } from 'vitest';

interface User {
  readonly name: string;
}

declare const cache: CacheManager;
declare const fetchUser: (context: FetchContext) => Promise<User>;

describe('values are inferred from the fetcher', () => {
  test('of getOrFetch', () => {
    expectTypeOf(cache.getOrFetch('key', fetchUser)).toEqualTypeOf<Promise<User>>();
    expectTypeOf(cache.getOrFetch('key', () => 1, 10)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(cache.getOrFetch('key', async () => undefined)).toEqualTypeOf<
      Promise<undefined>
    >();
    expectTypeOf(cache.getOrFetch('key', ({ signal, key }) => ({ signal, key }))).toEqualTypeOf<
      Promise<{ signal: AbortSignal; key: string }>
    >();
    expectTypeOf(cache.getOrFetch('key', ({ notModified }) => notModified<User>())).toEqualTypeOf<
      Promise<User>
    >();
  });

  test('of getOrFetchWithInfo', () => {
    const answer = cache.getOrFetchWithInfo('key', fetchUser);
    expectTypeOf(answer).toEqualTypeOf<Promise<AnswerInfo<User>>>();
    expectTypeOf<AnswerInfo<User>['source']>().toEqualTypeOf<
      'hit' | 'stale' | 'joined' | 'fetched' | 'fallback'
    >();
  });

  test('of getOrFetchMany', () => {
    const many = cache.getOrFetchMany(['a'], async (keys, { signal, of, fail }) => {
      expectTypeOf(keys).toEqualTypeOf<readonly string[]>();
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      expectTypeOf(of('a')).toEqualTypeOf<FetchContext>();
      fail('a', new Error('no'));
      return new Map<string, User>();
    });
    expectTypeOf(many).toEqualTypeOf<Promise<Map<string, User>>>();
  });

  test('of wrap, with the arguments of the function', () => {
    const load = cache.wrap(async (id: number, kind?: string) => ({ id, kind }), {
      key: (id, kind) => {
        expectTypeOf(id).toEqualTypeOf<number>();
        expectTypeOf(kind).toEqualTypeOf<string | undefined>();
        return keyOf(id, kind);
      },
      ttl: 10,
    });
    expectTypeOf(load).toBeCallableWith(1);
    expectTypeOf(load).toBeCallableWith(1, 'admin');
    expectTypeOf(load).returns.toEqualTypeOf<Promise<{ id: number; kind: string | undefined }>>();
  });

  test('of get and peek: unknown, or what is said, and never without a miss', () => {
    expectTypeOf(cache.get('key')).toEqualTypeOf<Promise<unknown>>();
    expectTypeOf(cache.get<User>('key')).toEqualTypeOf<Promise<User | undefined>>();
    expectTypeOf(cache.peek<User>('key')).toEqualTypeOf<User | undefined>();
  });
});

describe('the rest says what it gives', () => {
  test('verbs', () => {
    expectTypeOf(cache.set('key', 1)).toEqualTypeOf<Promise<void>>();
    expectTypeOf(cache.has('key')).toEqualTypeOf<Promise<boolean>>();
    expectTypeOf(cache.delete('key')).toEqualTypeOf<Promise<boolean>>();
    expectTypeOf(cache.expire('key')).toEqualTypeOf<boolean>();
    expectTypeOf(cache.keys()).toEqualTypeOf<IterableIterator<string>>();
    expectTypeOf(cache.namespace('a')).toEqualTypeOf<CacheNamespace>();
    expectTypeOf(cache).toExtend<AsyncDisposable>();
    expectTypeOf<CacheManager>().toExtend<CacheNamespace>();
  });

  test('events, by their name', () => {
    cache.on('land', (event) => {
      expectTypeOf(event.from).toEqualTypeOf<'upstream' | 'remote'>();
      expectTypeOf(event.duration).toEqualTypeOf<number>();
    });
    expectTypeOf(cache.on('hit', () => {})).toEqualTypeOf<() => void>();
  });

  test('errors, by their class', () => {
    const error: unknown = undefined;
    if (error instanceof WaitTimeoutError) expectTypeOf(error).toExtend<SameflightError>();
    expectTypeOf<SameflightError['code']>().toEqualTypeOf<string>();
    expectTypeOf<SameflightError['key']>().toEqualTypeOf<string | undefined>();
  });

  test('the tools for tests', () => {
    expectTypeOf(deferred<User>().resolve).parameter(0).toEqualTypeOf<User | PromiseLike<User>>();
    new CacheManager({ clock: new FakeClock() });
  });

  test('what was caught can be told to be a cache', () => {
    const value: unknown = cache;
    if (CacheManager.isCacheManager(value)) expectTypeOf(value).toEqualTypeOf<CacheManager>();
  });
});

describe('the compiler refuses mistakes', () => {
  test('in options', () => {
    // @ts-expect-error an unknown option
    new CacheManager({ maxEntriez: 10 });
    // @ts-expect-error an unknown option
    cache.getOrFetch('key', fetchUser, { tll: 10 });
    // @ts-expect-error an option of the cache, in a call
    cache.getOrFetch('key', fetchUser, { maxEntries: 10 });
    // @ts-expect-error an option of a call, for the cache
    new CacheManager({ signal: new AbortController().signal });
    // @ts-expect-error an option of a fetch, in set
    cache.set('key', 1, { staleIfError: 1, flightTimeout: 10 });
    // @ts-expect-error a ttl that is a text
    cache.getOrFetch('key', fetchUser, '10s');
    // @ts-expect-error a ttl that is a text
    cache.getOrFetch('key', fetchUser, { ttl: '10s' });
    // @ts-expect-error null for an option
    new CacheManager({ ttl: null });
    // @ts-expect-error false for a window
    new CacheManager({ staleIfError: false });
    // @ts-expect-error tags that are a text
    cache.set('key', 1, { tags: 'users' });
    // @ts-expect-error a word that is not one of the words
    cache.getOrFetch('key', fetchUser, { whenAbandoned: 'stop' });
    // @ts-expect-error a controller for a signal
    cache.getOrFetch('key', fetchUser, { signal: new AbortController() });
    // @ts-expect-error a clock without timers
    new CacheManager({ clock: { now: () => 0 } });
  });

  test('in arguments', () => {
    // @ts-expect-error a key that is a number
    cache.getOrFetch(5, fetchUser);
    // @ts-expect-error a fetcher that is a value
    cache.getOrFetch('key', 'value');
    // @ts-expect-error a fetcher that is a promise
    cache.getOrFetch('key', Promise.resolve(1));
    // @ts-expect-error no fetcher
    cache.getOrFetch('key');
    // @ts-expect-error a fetcher that wants more than a context
    cache.getOrFetch('key', (id: number) => id);
    // @ts-expect-error a batch fetcher that returns an object
    cache.getOrFetchMany(['a'], () => ({ a: 1 }));
    // @ts-expect-error wrap without a key
    cache.wrap(fetchUser, { ttl: 10 });
    // @ts-expect-error a key made of other arguments
    cache.wrap((id: number) => id, { key: (id: string) => id });
    // @ts-expect-error a wrapped function with other arguments
    cache.wrap((id: number) => id, { key: String })('1');
  });

  test('in what a fetcher says', () => {
    // @ts-expect-error an unknown term
    cache.getOrFetch('key', ({ store }) => store({ timeToLive: 10 }));
    // @ts-expect-error a ttl that is a text
    cache.getOrFetch('key', ({ store }) => store({ ttl: '10' }));
    // @ts-expect-error a key that is written to
    cache.getOrFetch('key', (context) => (context.key = 'other'));
  });

  test('in the use of what is given', async () => {
    const user = await cache.getOrFetch('key', fetchUser);
    // @ts-expect-error a property that the value has not
    user.age;
    const held = await cache.get<User>('key');
    // @ts-expect-error a value that may be missing
    held.name;
    const unknown = await cache.get('key');
    // @ts-expect-error a value of no known type
    unknown.name;
    // @ts-expect-error an event that does not exist
    cache.on('hits', () => {});
    // @ts-expect-error a field that the event has not
    cache.on('hit', ({ age }) => age);
    // @ts-expect-error a size that is set
    cache.size = 0;
    // @ts-expect-error options that are changed
    const change = (options: import('@sameflight/core').CacheOptions) => (options.ttl = 1);
    change({});
  });
});
