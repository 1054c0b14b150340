import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cached, cacheStatus, read, texts, times, turn } from './support/cached.js';
import { always, held, origin } from './support/origin.js';

afterEach(() => {
  vi.useRealTimers();
});

describe('stale-while-revalidate', () => {
  test('serves what is stale at once, while one request refreshes it', async () => {
    const { answer, release } = held(
      always({ 'cache-control': 'max-age=1, stale-while-revalidate=60' }),
    );
    const { url, arrived, requests } = await origin(answer);
    const { fetch, clock, cache } = cached();
    const first = fetch(url);
    release(1);
    await arrived(1);
    release(1);
    await read(first);
    clock.advance(1_000);

    const bodies = await texts(await Promise.all(times(20, () => fetch(url))));
    await arrived(2);
    const landed = new Promise((resolve) => cache.on('land', resolve));
    release();
    await landed;

    expect(bodies).toEqual(times(20, () => 'answer 1'));
    expect(await (await fetch(url)).text()).toBe('answer 2');
    expect(requests).toHaveLength(2);
  });

  test('gives its background request neither the caller’s signal nor his leaving', async () => {
    const { url, arrived, requests } = await origin(
      always({ 'cache-control': 'max-age=1, stale-while-revalidate=60' }),
    );
    const { fetch, clock, cache } = cached();
    await read(fetch(url));
    clock.advance(1_000);
    const landed = new Promise((resolve) => cache.on('land', resolve));
    const caller = new AbortController();

    await fetch(url, { signal: caller.signal });
    caller.abort();
    await arrived(2);
    await landed;

    expect(await (await fetch(url)).text()).toBe('answer 2');
    expect(requests).toHaveLength(2);
  });

  test.each([
    ['a HEAD', { method: 'HEAD' }],
    ['a range', { headers: { range: 'bytes=0-2' } }],
    ['a condition', { headers: { 'if-none-match': '"mine"' } }],
  ])('refreshes the whole where it was %s that it served', async (_name, init) => {
    const { url, arrived, requests } = await origin((request, response, number) => {
      const { range, 'if-none-match': condition } = request.headers;
      const status = range ? 206 : condition ? 304 : 200;
      response.writeHead(status, { 'cache-control': 'max-age=1, stale-while-revalidate=60' });
      response.end(`answer ${number}`);
    });
    const { fetch, clock, cache } = cached();
    await read(fetch(url));
    clock.advance(1_000);
    const landed = new Promise((resolve) => cache.on('land', resolve));

    await read(fetch(url, init));
    await arrived(2);
    await landed;

    expect(await read(fetch(url))).toBe('answer 2');
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  test('ends with its window', async () => {
    const { url } = await origin(
      always({ 'cache-control': 'max-age=1, stale-while-revalidate=1' }),
    );
    const { fetch, clock } = cached();
    await read(fetch(url));
    clock.advance(2_000);

    expect(await read(fetch(url))).toBe('answer 2');
  });

  test('comes from an option where the response does not say', async () => {
    const { url } = await origin(always({ 'cache-control': 'max-age=1' }));
    const { fetch, clock } = cached({ staleWhileRevalidate: 60_000 });
    await read(fetch(url));
    clock.advance(1_000);

    expect(await read(fetch(url))).toBe('answer 1');
  });

  test('pauses after a failed refresh, twice as long after each', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { url, requests } = await origin((request, response, number) => {
      const headers = { 'cache-control': 'max-age=1, stale-while-revalidate=600' };
      if (number === 1) response.writeHead(200, headers).end('old');
      else request.socket.destroy();
    });
    const { fetch, clock, cache } = cached();
    await read(fetch(url));
    clock.advance(1_000);
    const askAndFail = async (): Promise<void> => {
      const failed = new Promise((resolve) => cache.on('failure', resolve));
      expect(await (await fetch(url)).text()).toBe('old');
      await failed;
      await turn();
    };

    await askAndFail();
    for (const _ of times(5, () => 0)) await read(fetch(url));
    expect(requests).toHaveLength(2);
    vi.advanceTimersByTime(1_000);
    await askAndFail();
    vi.advanceTimersByTime(1_999);
    await read(fetch(url));
    expect(requests).toHaveLength(3);
    vi.advanceTimersByTime(1);
    await askAndFail();

    expect(requests).toHaveLength(4);
  });
});

describe('stale-if-error', () => {
  const failing =
    (cacheControl: string): Parameters<typeof origin>[0] =>
    (_request, response, number) => {
      const isFirst = number === 1;
      response.writeHead(isFirst ? 200 : 503, isFirst ? { 'cache-control': cacheControl } : {});
      response.end(isFirst ? 'old' : 'down');
    };

  test.each([
    ['max-age=1, stale-if-error=60', {}, 'old'],
    ['max-age=1', { staleIfError: 60_000 }, 'old'],
    ['max-age=1', { staleIfError: 60_000, coalesce: 'always' as const }, 'old'],
    ['max-age=1', {}, 'down'],
    ['max-age=1, stale-if-error=0', { staleIfError: 60_000 }, 'down'],
    ['max-age=1, must-revalidate, stale-if-error=60', {}, 'down'],
    ['max-age=1, no-cache, stale-if-error=60', {}, 'down'],
  ])('H-17 %s with %j answers a 503 with %s', async (cacheControl, options, body) => {
    const { url } = await origin(failing(cacheControl));
    const { fetch, clock } = cached(options);
    await read(fetch(url));
    clock.advance(30_000);

    expect(await read(fetch(url))).toBe(body);
  });

  test('stands in even for an error that says how long it is fresh', async () => {
    const { url, requests } = await origin((_request, response, number) => {
      const isFirst = number === 1;
      const cacheControl = isFirst ? 'max-age=1, stale-if-error=60' : 'max-age=5';
      response.writeHead(isFirst ? 200 : 503, { 'cache-control': cacheControl });
      response.end(isFirst ? 'old' : 'down');
    });
    const { fetch, clock } = cached();
    await read(fetch(url));
    clock.advance(1_000);

    const bodies = await texts(await Promise.all(times(20, () => fetch(url))));

    expect(bodies).toEqual(times(20, () => 'old'));
    expect(requests).toHaveLength(2);
    clock.advance(60_000);
    expect(await read(fetch(url))).toBe('down');
  });

  test('serves all who wait for the one request that failed', async () => {
    const { url, requests } = await origin(failing('max-age=1, stale-if-error=60'));
    const { fetch, clock } = cached();
    await read(fetch(url));
    clock.advance(1_000);

    const bodies = await texts(await Promise.all(times(20, () => fetch(url))));

    expect(bodies).toEqual(times(20, () => 'old'));
    expect(requests).toHaveLength(2);
  });

  test.each([{}, { coalesce: 'always' } as const])(
    'keeps the stored one for the next time, with %j',
    async (options) => {
      const { url } = await origin(failing('max-age=1, stale-if-error=60'));
      const { fetch, clock } = cached(options);
      await read(fetch(url));
      clock.advance(1_000);

      await read(fetch(url));

      expect(await read(fetch(url))).toBe('old');
    },
  );
});

describe('while the origin cannot be reached', () => {
  test('what is stale stands in', async () => {
    const { url, stop } = await origin(always({ 'cache-control': 'max-age=1' }));
    const { fetch, clock } = cached();
    await read(fetch(url));
    clock.advance(3_600_000);
    stop();

    const response = await fetch(url);

    expect(await response.text()).toBe('answer 1');
    expect(cacheStatus(response)).toContain('disconnected');
  });

  test.each([
    ['it must be revalidated', 'max-age=1, must-revalidate', {}],
    ['it is older than you allow', 'max-age=1', { staleWhenDisconnected: 1_000 }],
  ])('nothing stands in where %s', async (_name, cacheControl, options) => {
    const { url, stop } = await origin(always({ 'cache-control': cacheControl }));
    const { fetch, clock } = cached(options);
    await read(fetch(url));
    clock.advance(3_600_000);
    stop();

    await expect(fetch(url)).rejects.toBeInstanceOf(TypeError);
  });

  test.each([
    ['has redirects', { redirect: 'error' }, 302],
    [
      'is not whole',
      { integrity: `sha256-${createHash('sha256').update('answer 1').digest('base64')}` },
      200,
    ],
  ] as const)(
    'nothing stands in for an answer that came, and %s though you forbid that',
    async (_what, init, status) => {
      const { url, stop } = await origin((_, response, number) => {
        const headers = { 'cache-control': 'max-age=1', location: '/elsewhere' };
        response.writeHead(number === 1 ? 200 : status, headers).end(`answer ${number}`);
      });
      const { fetch, clock } = cached();
      await read(fetch(url, init));
      clock.advance(1_000);

      await expect(fetch(url, init)).rejects.toThrow('fetch failed');
      stop();
      expect(await read(fetch(url, init))).toBe('answer 1');
    },
  );

  test('a 504 comes in place of the error, where you ask for one', async () => {
    const { url, stop } = await origin(always({}));
    const { fetch } = cached({ onDisconnect: '504' });
    stop();

    expect((await fetch(url)).status).toBe(504);
  });
});
