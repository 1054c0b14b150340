import { CacheManager } from '@sameflight/core';
import { describe, expect, test } from 'vitest';
import {
  type CachedFetch,
  createFetch,
  type FetchOptions,
  type FetchTerms,
  weightOf,
} from '../src/index.js';
import { cached, cacheStatus, read, texts, times, turn } from './support/cached.js';
import { always, origin } from './support/origin.js';

describe('ttl', () => {
  test('gives a lifetime to responses that state none', async () => {
    const { url, requests } = await origin(always({}));
    const { fetch, clock } = cached({ ttl: 5_000 });

    expect(await texts(await Promise.all(times(10, () => fetch(url))))).toEqual(
      times(10, () => 'answer 1'),
    );
    await turn();
    clock.advance(4_000);
    await read(fetch(url));
    expect(requests).toHaveLength(1);
    clock.advance(1_000);
    await read(fetch(url));

    expect(requests).toHaveLength(2);
  });

  test.each([
    [200, {}, true],
    [203, { 'cache-control': 'no-store' }, true],
    [404, {}, true],
    [410, {}, true],
    [301, {}, true],
    [302, {}, false],
    [400, {}, false],
    [500, { 'cache-control': 'no-store' }, false],
    [500, {}, false],
    [501, {}, false],
    [503, {}, false],
    [503, { 'cache-control': 'max-age=60' }, true],
  ])('of one number, and a %i with %j: is used again: %j', async (status, headers, isReused) => {
    const { url, requests } = await origin((_request, response, number) => {
      const [code, fields] = number === 1 ? [status, headers] : [200, {}];
      response.writeHead(code, fields).end(`answer ${number}`);
    });
    const { fetch } = cached({ ttl: 5_000 });
    const ask = (): Promise<string> => read(fetch(url, { redirect: 'manual' }));

    await ask();

    expect(await ask()).toBe(isReused ? 'answer 1' : 'answer 2');
    expect(requests).toHaveLength(isReused ? 1 : 2);
  });

  test('of one number begins anew with a 304', async () => {
    const { url, requests } = await origin((_request, response, number) => {
      response.writeHead(number === 1 ? 200 : 304, { etag: '"a"' });
      response.end(number === 1 ? 'body' : undefined);
    });
    const { fetch, clock } = cached({ ttl: 5_000 });
    await read(fetch(url));
    clock.advance(5_000);
    await read(fetch(url));
    clock.advance(4_000);

    expect(await read(fetch(url))).toBe('body');
    expect(requests).toHaveLength(2);
  });

  test('that decides by the response sees, of a 304, what it confirms', async () => {
    const { url, requests } = await origin((_request, response, number) => {
      response.writeHead(number === 1 ? 200 : 304, { etag: '"a"', 'x-kind': 'list' });
      response.end(number === 1 ? 'body' : undefined);
    });
    const seen: unknown[] = [];
    const { fetch, clock } = cached({
      ttl: (_request, { status, headers }) => {
        seen.push([status, headers.get('x-kind'), headers.get('etag')]);
        return status === 200 ? 5_000 : undefined;
      },
    });
    await read(fetch(url));
    clock.advance(5_000);
    await read(fetch(url));
    clock.advance(4_000);

    expect(await read(fetch(url))).toBe('body');
    expect(requests).toHaveLength(2);
    expect(new Set(seen.map(String))).toEqual(new Set(['200,list,"a"']));
  });

  test('that decides by request and response may give one to an outage', async () => {
    const { url, requests } = await origin(always({}, 500));
    const { fetch } = cached({ ttl: (_request, { status }) => (status === 500 ? 1_000 : 5_000) });

    await read(fetch(url));
    await read(fetch(url));

    expect(requests).toHaveLength(1);
  });

  test('may be decided by request and response', async () => {
    const { url, requests } = await origin(always({ 'x-kind': 'list' }));
    const { fetch } = cached({
      ttl: ({ url }, { status, headers }) =>
        status === 200 && headers.get('x-kind') === 'list' && url.endsWith('/list')
          ? 5_000
          : undefined,
    });

    for (const path of ['list', 'list', 'other', 'other']) await read(fetch(`${url}${path}`));

    expect(requests).toHaveLength(3);
  });

  test('changes nothing about whom a response is for', async () => {
    const { url, requests } = await origin(always({ 'cache-control': 'private' }));
    const { fetch } = cached({ ttl: 5_000, shared: true });

    await read(fetch(url));
    await read(fetch(url));

    expect(requests).toHaveLength(2);
  });
});

describe('one request', () => {
  test('may have terms of its own', async () => {
    const { url, requests } = await origin(always({}));
    const { fetch } = cached();

    await read(fetch(url, { sameflight: { ttl: 5_000 } }));
    await read(fetch(url));

    expect(requests).toHaveLength(1);
  });

  test.each([
    [{ ttl: -1 }, RangeError, '`ttl`'],
    [{ ttl: () => Number.NaN }, RangeError, '`ttl`'],
    [{ staleWhileRevalidate: '1' }, TypeError, '`staleWhileRevalidate`'],
    [{ tags: 'users' }, TypeError, '`tags`'],
    [{ tags: () => [1] }, TypeError, '`tags`'],
  ])('is refused with terms such as %j', async (terms, kind, name) => {
    const { url } = await origin(always({ 'cache-control': 'max-age=60' }));
    const { fetch } = cached();

    const response = fetch(url, { sameflight: terms as FetchTerms });

    await expect(response).rejects.toThrow(kind);
    await expect(response).rejects.toThrow(name);
  });

  test('may go past the cache', async () => {
    const { url } = await origin(always({ 'cache-control': 'max-age=60' }));
    const { fetch } = cached();
    await read(fetch(url));

    expect(await read(fetch(url, { sameflight: false }))).toBe('answer 2');
    expect(await read(fetch(url))).toBe('answer 1');
  });
});

describe('tags', () => {
  test('invalidate what carries them, of whatever URL', async () => {
    const { url } = await origin(always({ 'cache-control': 'max-age=60' }));
    const { fetch, cache } = cached({ tags: ['all'] });
    await read(fetch(`${url}1`, { sameflight: { tags: ['users'] } }));
    await read(fetch(`${url}2`));

    await cache.deleteByTag('users');

    expect(cacheStatus(await fetch(`${url}1`))).not.toContain('hit');
    expect(cacheStatus(await fetch(`${url}2`))).toContain('hit');
    await cache.deleteByTag('all');
    expect(cacheStatus(await fetch(`${url}2`))).not.toContain('hit');
  });

  test('may be read from the response, also while its body is arriving', async () => {
    let finish = (): void => {};
    const { url, requests } = await origin((_request, response, number) => {
      response.writeHead(200, { 'cache-control': 'max-age=60', 'x-tags': 'a,b' });
      response.write(`body ${number}`);
      if (number === 1) finish = () => void response.end();
      else response.end();
    });
    const { fetch, cache } = cached({
      tags: (_request, { headers }) => headers.get('x-tags')?.split(',') ?? [],
    });
    const before = await fetch(url);

    await cache.deleteByTag('b');
    const after = read(fetch(url));
    finish();

    expect(await before.text()).toBe('body 1');
    expect(await after).toBe('body 2');
    expect(await read(fetch(url))).toBe('body 2');
    expect(requests).toHaveLength(2);
  });
});

describe('H-18 bounds', () => {
  test('keep no more variants of one URL than you say', async () => {
    const { url } = await origin(always({ 'cache-control': 'max-age=60', vary: 'x-variant' }));
    const { fetch, cache } = cached({ maxVariants: 5 });

    for (const variant of times(40, String)) {
      await read(fetch(url, { headers: { 'x-variant': variant } }));
    }

    // One entry more knows where they are.
    expect(cache.size).toBe(6);
    const newest = await fetch(url, { headers: { 'x-variant': '39' } });
    expect(cacheStatus(newest)).toContain('hit');
  });

  test('hold for each asker by himself: many of them do not crowd each other out', async () => {
    const { url, requests } = await origin(always({ 'cache-control': 'private, max-age=60' }));
    const { fetch } = cached({ maxVariants: 2 });
    const askers = times(20, (index) => ({ headers: { authorization: `asker ${index}` } }));

    for (const asker of [...askers, ...askers]) await read(fetch(url, asker));

    expect(requests).toHaveLength(20);
  });

  test('hold for any number of URLs', async () => {
    let asked = 0;
    const fetch = createFetch({
      maxBytes: 100_000,
      fetch: async () => {
        asked++;
        return new Response('x'.repeat(1_000), { headers: { 'cache-control': 'max-age=60' } });
      },
    });

    for (const path of times(500, String)) await read(fetch(`http://origin.example/${path}`));
    for (const path of times(500, String)) await read(fetch(`http://origin.example/${path}`));

    expect(asked).toBeGreaterThan(900);
  });

  test('evict no response that is asked for again and again, nor what leads to it', async () => {
    const cache = new CacheManager({ maxEntries: 40 });
    const headers = { 'cache-control': 'max-age=60', vary: 'x-variant' };
    const fetch = createFetch({ cache, fetch: async () => new Response('body', { headers }) });
    const hot = (): Promise<Response> =>
      fetch('http://origin.example/hot', { headers: { 'x-variant': 'a' } });
    const warmUp = async (rounds: number): Promise<Set<string>> => {
      const answers = new Set<string>();
      for (const round of times(rounds, (index) => index)) {
        await read(fetch(`http://origin.example/${round % 30}`));
        const response = await hot();
        answers.add(cacheStatus(response).replace(/ttl=\d+/, 'ttl'));
        await response.text();
      }
      return answers;
    };

    await warmUp(200);

    expect(await warmUp(200)).toEqual(new Set(['sameflight; hit; ttl']));
  });

  test('count what long URLs and many variants take as well', async () => {
    const cache = new CacheManager({ maxWeight: 1_000_000, weigh: weightOf });
    const headers = { 'cache-control': 'max-age=60', vary: 'x-variant' };
    const fetch = createFetch({ cache, fetch: async () => new Response('x', { headers }) });
    const long = 'x'.repeat(10_000);

    for (const variant of times(20, String)) {
      await read(
        fetch(`http://origin.example/?${long}`, { headers: { 'x-variant': variant + long } }),
      );
    }

    const kept = [...cache.keys()].reduce((sum, key) => sum + key.length, 0);
    expect(cache.stats().weight).toBeGreaterThan(2 * kept);
  });

  test('are counted in the unit of your own cache', async () => {
    const { url, requests } = await origin(always({ 'cache-control': 'max-age=60' }));
    const { fetch } = cached({ cache: new CacheManager({ maxWeight: 10, weigh: () => 1 }) });

    await read(fetch(url));
    await read(fetch(url));

    expect(requests).toHaveLength(1);
  });

  test('hold for a body longer than the whole cache', async () => {
    const { url, requests } = await origin(always({ 'cache-control': 'max-age=60' }));
    const fetch = createFetch({ maxBytes: 100 });

    expect(await read(fetch(url))).toBe('answer 1');
    expect(await read(fetch(url))).toBe('answer 2');
    expect(requests).toHaveLength(2);
  });
});

describe('createFetch', () => {
  test.each([
    [{ ttl: -1 }, RangeError, '`ttl`'],
    [{ staleIfError: Number.NaN }, RangeError, '`staleIfError`'],
    [{ maxEntryBytes: 0 }, RangeError, '`maxEntryBytes`'],
    [{ maxVariants: '5' }, TypeError, '`maxVariants`'],
    [{ flightTimeout: 0 }, RangeError, '`flightTimeout`'],
    [{ coalesce: true }, TypeError, '`coalesce`'],
    [{ onDisconnect: 504 }, TypeError, '`onDisconnect`'],
    [{ fetch: 'fetch' }, TypeError, '`fetch`'],
    [{ tags: 'all' }, TypeError, '`tags`'],
    [{ cache: new Map() }, TypeError, '`cache`'],
    [{ maxBytes: 0 }, RangeError, '`maxWeight`'],
  ])('refuses %j', (options, kind, name) => {
    const make = (): CachedFetch => createFetch(options as FetchOptions);

    expect(make).toThrow(kind);
    expect(make).toThrow(name);
  });

  test('refuses a bound for a cache that is not its own', () => {
    const { cache } = cached();

    expect(() => createFetch({ cache, maxBytes: 1 })).toThrow('`maxBytes`');
  });

  test('makes caches that share nothing', async () => {
    const { url, requests } = await origin(always({ 'cache-control': 'max-age=60' }));

    await read(createFetch()(url));
    await read(createFetch()(url));

    expect(requests).toHaveLength(2);
  });
});
