import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { cached, cacheStatus, read } from './support/cached.js';
import { always, origin } from './support/origin.js';

const CACHEABLE = { 'cache-control': 'max-age=60' };

describe('a response', () => {
  test('says the same of itself from the network, from another’s request and from the store', async () => {
    const { url } = await origin((_request, response) => {
      response.writeHead(203, 'Hearsay', { ...CACHEABLE, 'content-type': 'text/x', 'x-a': 'b' });
      response.end('body');
    });
    const { fetch } = cached();
    const network = await globalThis.fetch(url);

    const live = await Promise.all([fetch(url), fetch(url)]);
    await Promise.all(live.map((response) => response.text()));
    const stored = await fetch(url);

    for (const response of [...live, stored]) {
      expect(response).toBeInstanceOf(Response);
      expect(response).toMatchObject({
        status: 203,
        statusText: 'Hearsay',
        ok: true,
        url,
        redirected: false,
        type: network.type,
      });
      expect(response.headers.get('content-type')).toBe('text/x');
      expect(response.headers.get('x-a')).toBe('b');
    }
  });

  test('tells its age when it was stored', async () => {
    const { url } = await origin((_request, response) => {
      response.writeHead(200, { ...CACHEABLE, date: new Date().toUTCString() }).end();
    });
    const { fetch, clock } = cached();
    await read(fetch(url));
    clock.advance(7_000);

    expect(Number((await fetch(url)).headers.get('age'))).toBeGreaterThanOrEqual(7);
  });

  test.each([204, 205, 304])('with status %i has no body', async (status) => {
    const { url } = await origin(always({ ...CACHEABLE, etag: '"a"' }, status));
    const { fetch } = cached();

    const response = await fetch(url);

    expect([response.status, response.body]).toEqual([status, null]);
  });

  test('that nobody could rebuild is handed on as it is', async () => {
    const odd = Object.defineProperty(new Response('odd'), 'status', { value: 999 });
    const { fetch } = cached({ fetch: async () => odd });

    expect(await fetch('http://origin.example/')).toBe(odd);
  });

  test('H-21 that came by redirects says so, and is for its asker alone', async () => {
    const { url, requests } = await origin((request, response) => {
      if (request.url === '/from') response.writeHead(302, { location: '/to' }).end();
      else response.writeHead(200, CACHEABLE).end('there');
    });
    const { fetch } = cached();

    const first = await fetch(`${url}from`);
    const second = await fetch(`${url}from`);

    expect(first).toMatchObject({ url: `${url}to`, redirected: true });
    expect(await first.text()).toBe('there');
    expect(second.redirected).toBe(true);
    expect(requests).toHaveLength(4);
  });

  test('H-21 that came by redirects says nothing of what is stored of the URL it was asked by', async () => {
    let hasMoved = false;
    const { url, requests } = await origin((request, response) => {
      if (request.url === '/from' && hasMoved) {
        response.writeHead(302, { location: '/to' }).end();
        return;
      }
      const isHeld = request.headers['if-none-match'] === '"1"';
      const lifetime = request.method === 'HEAD' ? 3600 : 1;
      response.writeHead(isHeld ? 304 : 200, {
        'cache-control': `max-age=${lifetime}`,
        etag: '"1"',
      });
      response.end(isHeld || request.method === 'HEAD' ? undefined : request.url);
    });
    const { fetch, clock } = cached();
    await read(fetch(`${url}from`));
    clock.advance(1_000);
    hasMoved = true;

    await fetch(`${url}from`, { method: 'HEAD' });
    const response = await fetch(`${url}from`);

    expect(await response.text()).toBe('/to');
    expect(response.redirected).toBe(true);
    expect(requests.at(-1)?.headers['if-none-match']).toBeUndefined();
  });

  test('that is a redirect is stored like any other, where redirects are not followed', async () => {
    const { url, requests } = await origin(always({ ...CACHEABLE, location: '/to' }, 301));
    const { fetch } = cached();

    await read(fetch(url, { redirect: 'manual' }));
    const response = await fetch(url, { redirect: 'manual' });

    expect([response.status, response.headers.get('location')]).toEqual([301, '/to']);
    expect(requests).toHaveLength(1);
  });
});

describe('Cache-Status', () => {
  test('tells what the cache did', async () => {
    const { url } = await origin(always({ ...CACHEABLE, etag: '"a"' }));
    const { fetch, clock } = cached();

    const both = await Promise.all([fetch(url), fetch(url)]);
    await Promise.all(both.map((response) => response.text()));
    await read(fetch(url));
    const hit = await fetch(url);
    clock.advance(60_000);
    const stale = await fetch(url);
    const passed = await fetch(url, { cache: 'no-store' });

    expect([...both, hit, stale, passed].map(cacheStatus)).toEqual([
      expect.stringMatching(/^sameflight; fwd=uri-miss; ttl=\d+; stored$/),
      expect.stringMatching(/^sameflight; fwd=uri-miss; ttl=\d+; collapsed$/),
      expect.stringMatching(/^sameflight; hit; ttl=\d+$/),
      expect.stringMatching(/^sameflight; fwd=stale; ttl=\d+; stored$/),
      'sameflight; fwd=bypass',
    ]);
  });

  test('stands behind what caches on the way told, under the name you give', async () => {
    const { url } = await origin(always({ ...CACHEABLE, 'cache-status': 'Edge; hit' }));
    const { fetch } = cached({ name: 'mine' });

    expect(cacheStatus(await fetch(url))).toMatch(/^Edge; hit, mine; fwd=uri-miss/);
    expect(cacheStatus(await fetch(url, { method: 'POST' }))).toBe('Edge; hit, mine; fwd=method');
  });

  test('can be read of a clone as well', async () => {
    const { url } = await origin(always({ 'cache-control': 'no-store' }));
    const { fetch } = cached();
    await read(fetch(url));

    const response = await fetch(url, { cache: 'no-store' });

    expect(cacheStatus(response.clone())).toBe('sameflight; fwd=bypass');
  });
});

describe('H-15 a URL', () => {
  const pairs: [string, string, boolean][] = [
    ['a%2fb', 'a/b', false],
    ['a//b', 'a/b', false],
    ['a/../b', 'b', true],
    ['?a=1&b=2', '?b=2&a=1', false],
    ['?q=a+b', '?q=a%20b', false],
    ['a#one', 'a#two', true],
    ['style.css', 'style.css?x', false],
    ['', '?/_payload.json', false],
    ['A', 'a', false],
  ];

  test.each(pairs)('%j and %j share: %j', async (one, other, areSame) => {
    const { url, requests } = await origin(always(CACHEABLE));
    const { fetch } = cached();

    await read(fetch(`${url}${one}`));
    await read(fetch(`${url}${other}`));

    expect(requests).toHaveLength(areSame ? 1 : 2);
  });

  test('has the case of its host, its default port and its fragment made equal', async () => {
    const asked: string[] = [];
    const { fetch } = cached({
      fetch: async (input) => {
        asked.push(String(input));
        return new Response('body', { headers: CACHEABLE });
      },
    });

    await read(fetch('https://ORIGIN.example:443/a'));
    await read(fetch('https://origin.example/a#b'));

    expect(asked).toHaveLength(1);
  });

  test('with userinfo carries credentials', async () => {
    let count = 0;
    const { fetch } = cached({
      fetch: async () => new Response(String(++count), { headers: CACHEABLE }),
    });

    expect(await read(fetch('https://alice:a@origin.example/'))).toBe('1');
    expect(await read(fetch('https://bob:b@origin.example/'))).toBe('2');
    expect(await read(fetch('https://origin.example/'))).toBe('3');
  });

  test('may be 64 KiB long', async () => {
    const { fetch } = cached({ fetch: async () => new Response('body', { headers: CACHEABLE }) });
    const url = `https://origin.example/?${'x'.repeat(65_536)}`;

    await read(fetch(url));

    expect(cacheStatus(await fetch(url))).toContain('hit');
  });

  test('that is none rejects with a TypeError', async () => {
    await expect(cached().fetch('no url')).rejects.toBeInstanceOf(TypeError);
  });

  test('of another scheme goes past the cache', async () => {
    const response = await cached().fetch('data:text/plain,hello');

    expect(await response.text()).toBe('hello');
  });
});

describe('H-09 a status', () => {
  test.each([
    [200, {}, false],
    [204, CACHEABLE, true],
    [302, CACHEABLE, true],
    [401, CACHEABLE, false],
    [403, CACHEABLE, false],
    [404, CACHEABLE, true],
    [429, CACHEABLE, false],
    [500, {}, false],
    [500, CACHEABLE, true],
    [503, {}, false],
  ])('%i with %j is stored: %j', async (status, headers, isStored) => {
    const { url, requests } = await origin(always(headers as Record<string, string>, status));
    const { fetch } = cached();

    await read(fetch(url, { redirect: 'manual' }));
    await read(fetch(url, { redirect: 'manual' }));

    expect(requests).toHaveLength(isStored ? 1 : 2);
  });

  test('of a part is not stored', async () => {
    const { url, requests } = await origin((_request, response) => {
      response.writeHead(206, { ...CACHEABLE, 'content-range': 'bytes 0-1/4' }).end('bo');
    });
    const { fetch } = cached();

    await read(fetch(url, { headers: { range: 'bytes=0-1' } }));
    await read(fetch(url, { headers: { range: 'bytes=0-1' } }));

    expect(requests).toHaveLength(2);
  });

  test('of an interim response is not seen', async () => {
    const { url } = await origin(async (_request, response) => {
      response.writeProcessing();
      response.writeHead(200, CACHEABLE).end('body');
      await once(response, 'close');
    });
    const { fetch } = cached();

    expect(await read(fetch(url))).toBe('body');
    expect(cacheStatus(await fetch(url))).toContain('hit');
  });

  test('answered to a method override is not stored', async () => {
    const { url, requests } = await origin(always(CACHEABLE));
    const { fetch } = cached();

    await read(fetch(url, { headers: { 'x-http-method-override': 'DELETE' } }));
    await read(fetch(url));

    expect(requests).toHaveLength(2);
  });
});
