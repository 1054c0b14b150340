import { describe, expect, test } from 'vitest';
import { type CachedFetch, createFetch, type FetchOptions } from '../src/index.js';
import { cached, cacheStatus, read, texts, times } from './support/cached.js';
import { always, origin } from './support/origin.js';

describe('ttl', () => {
  test('gives a lifetime to responses that state none', async () => {
    const { url, requests } = await origin(always({}));
    const { fetch, clock } = cached({ ttl: 5_000 });

    expect(await texts(await Promise.all(times(10, () => fetch(url))))).toEqual(
      times(10, () => 'answer 1'),
    );
    clock.advance(4_000);
    await read(fetch(url));
    expect(requests).toHaveLength(1);
    clock.advance(1_000);
    await read(fetch(url));

    expect(requests).toHaveLength(2);
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
