import { expect, test } from 'vitest';
import { CacheManager, type FetchContext, FlightTimeoutError } from '../src/index.js';
import { deferred, FakeClock } from '../src/testing/index.js';

/** A fetcher that answers early with `'head'`, and returns when it is told to. */
function earlyFetcher() {
  const whole = deferred<string>();
  const contexts: FetchContext[] = [];
  const fetcher = (context: FetchContext): Promise<string> => {
    contexts.push(context);
    context.answerEarly('head');
    return whole.promise;
  };
  return { fetcher, whole, contexts };
}

test('answers everyone aboard and whoever joins later, then stores what the fetcher returns', async () => {
  const cache = new CacheManager();
  const { fetcher, whole, contexts } = earlyFetcher();

  const started = cache.getOrFetch('key', fetcher);
  const joined = cache.getOrFetch('key', fetcher, { signal: new AbortController().signal });
  expect(await Promise.all([started, joined])).toEqual(['head', 'head']);
  expect(await cache.getOrFetch('key', fetcher)).toBe('head');
  whole.resolve('whole');
  await whole.promise;

  expect(await cache.getOrFetch('key', fetcher)).toBe('whole');
  expect(contexts).toHaveLength(1);
});

test('says that it was fetched, or joined', async () => {
  const cache = new CacheManager();
  const { fetcher, whole } = earlyFetcher();

  const started = cache.getOrFetchWithInfo('key', fetcher);
  const joined = cache.getOrFetchWithInfo('key', fetcher);
  whole.resolve('whole');

  expect(await started).toMatchObject({ value: 'head', source: 'fetched' });
  expect(await joined).toMatchObject({ value: 'head', source: 'joined' });
});

test('goes on although everyone has left', async () => {
  const cache = new CacheManager();
  const { fetcher, whole, contexts } = earlyFetcher();
  const caller = new AbortController();

  await cache.getOrFetch('key', fetcher, { signal: caller.signal });
  caller.abort();
  whole.resolve('whole');
  await whole.promise;

  expect(contexts[0]?.signal.aborted).toBe(false);
  expect(cache.peek('key')).toBe('whole');
});

test('tells nobody aboard when the fetcher fails after its answer, and stores nothing', async () => {
  const cache = new CacheManager();
  const { fetcher, whole } = earlyFetcher();

  const answer = await cache.getOrFetch('key', fetcher);
  whole.reject(new Error('cut off'));
  await whole.promise.catch(() => {});

  expect(answer).toBe('head');
  expect(cache.flights()).toEqual([]);
  expect(cache.peek('key')).toBeUndefined();
});

test('is still given up when its flightTimeout passes', async () => {
  const clock = new FakeClock();
  const cache = new CacheManager({ clock, flightTimeout: 1_000 });
  const { fetcher, contexts } = earlyFetcher();

  await cache.getOrFetch('key', fetcher);
  clock.advance(1_000);

  expect(contexts[0]?.signal.reason).toBeInstanceOf(FlightTimeoutError);
  expect(cache.flights()).toEqual([]);
});

test('hands its rest to waitUntil', async () => {
  const work: Promise<void>[] = [];
  const cache = new CacheManager({ waitUntil: (promise) => work.push(promise) });
  const { fetcher, whole } = earlyFetcher();

  await cache.getOrFetch('key', fetcher);
  expect(work).toHaveLength(1);
  whole.resolve('whole');
  await work[0];

  expect(cache.peek('key')).toBe('whole');
});

test('is neither joined nor stored after a tag that it asked for was invalidated', async () => {
  const cache = new CacheManager();
  const first = deferred<string>();
  const tagged = (context: FetchContext): Promise<string> => {
    context.store({ tags: ['tag'] });
    context.answerEarly('old head');
    return first.promise;
  };

  await cache.getOrFetch('key', tagged);
  await cache.deleteByTag('tag');
  const later = cache.getOrFetch('key', () => 'new');
  first.resolve('old');

  expect(await later).toBe('new');
  expect(await cache.get('key')).toBe('new');
});
