import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFetch } from '../src/index.js';
import { cached, cacheStatus, read, texts, times } from './support/cached.js';
import { type Answer, always, held, origin } from './support/origin.js';

const FIFTY = 50;

afterEach(() => {
  vi.useRealTimers();
});

describe('fifty concurrent GETs', () => {
  const shared: [string, Answer][] = [
    ['a cacheable answer', always({ 'cache-control': 'max-age=60' })],
    ['a private answer', always({ 'cache-control': 'private, max-age=60' })],
    [
      'a gzipped answer',
      (_request, response, number) => {
        const headers = { 'cache-control': 'max-age=60', 'content-encoding': 'gzip' };
        response.writeHead(200, headers).end(gzipSync(`answer ${number}`));
      },
    ],
  ];

  test.each(shared)('share one request for %s', async (_name, answer) => {
    const { url, requests } = await origin(answer);
    const { fetch } = cached();

    const bodies = await texts(await Promise.all(times(FIFTY, () => fetch(url))));

    expect(requests).toHaveLength(1);
    expect(bodies).toEqual(times(FIFTY, () => 'answer 1'));
  });

  const unshared: [string, Answer][] = [
    ['no-store', always({ 'cache-control': 'no-store' })],
    ['no freshness', always({})],
    ['a server error', always({}, 500)],
    ['Vary: *', always({ 'cache-control': 'max-age=60', vary: '*' })],
    ['no-cache', always({ 'cache-control': 'no-cache', etag: '"a"' })],
    ['a cookie', always({ 'cache-control': 'max-age=60', 'set-cookie': 'session=1' })],
  ];

  test.each(unshared)('each get an answer of their own where it has %s', async (_name, answer) => {
    const { url, requests } = await origin(answer);
    const { fetch } = cached();

    const bodies = await texts(await Promise.all(times(FIFTY, () => fetch(url))));

    expect(requests).toHaveLength(FIFTY);
    expect(new Set(bodies).size).toBe(FIFTY);
  });

  test.each(unshared)('share one by your promise where it has %s', async (_name, answer) => {
    const { url, requests } = await origin(answer);
    const fetch = createFetch({ coalesce: 'always' });

    const bodies = await texts(await Promise.all(times(FIFTY, () => fetch(url))));

    expect(requests).toHaveLength(1);
    expect(bodies).toEqual(times(FIFTY, () => 'answer 1'));
  });

  test('share one conditional request for a stale answer, and its 304', async () => {
    const { url, requests } = await origin((request, response) => {
      const isSame = request.headers['if-none-match'] === '"a"';
      response.writeHead(isSame ? 304 : 200, { 'cache-control': 'max-age=1', etag: '"a"' });
      response.end(isSame ? undefined : 'body');
    });
    const { fetch, clock } = cached();
    await read(fetch(url));
    clock.advance(1_000);

    const bodies = await texts(await Promise.all(times(FIFTY, () => fetch(url))));

    expect(requests).toHaveLength(2);
    expect(bodies).toEqual(times(FIFTY, () => 'body'));
  });

  test('share one request for each variant', async () => {
    const { url, requests } = await origin((request, response) => {
      const headers = { 'cache-control': 'max-age=60', vary: 'accept-language' };
      response.writeHead(200, headers).end(request.headers['accept-language']);
    });
    const { fetch } = cached();
    const language = (index: number): string => (index % 2 === 0 ? 'de' : 'fr');

    const responses = await Promise.all(
      times(FIFTY, (index) => fetch(url, { headers: { 'accept-language': language(index) } })),
    );

    expect(requests).toHaveLength(2);
    expect(await texts(responses)).toEqual(times(FIFTY, language));
  });

  test('all reject with the one error when the connection breaks, after one request', async () => {
    const { url, requests } = await origin((request) => void request.socket.destroy());
    const { fetch } = cached();

    const outcomes = await Promise.allSettled(times(FIFTY, () => fetch(url)));

    expect(requests).toHaveLength(1);
    const reasons = outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason);
    expect(reasons[0]).toBeInstanceOf(TypeError);
    expect(new Set(reasons).size).toBe(1);
  });

  test.each([
    ['wanted nothing stored', { 'cache-control': 'no-store' }],
    ['had its own copy confirmed', { 'if-none-match': '"a"' }],
    ['was refused', { authorization: 'wrong' }],
  ])('share one request though another just %s', async (_name, headers) => {
    const { url, requests } = await origin((request, response) => {
      const isHeld = request.headers['if-none-match'] === '"a"';
      const status = request.headers.authorization ? 401 : isHeld ? 304 : 200;
      response.writeHead(
        status,
        status === 401 ? {} : { 'cache-control': 'max-age=60', etag: '"a"' },
      );
      response.end(isHeld ? undefined : 'body');
    });
    const { fetch } = cached();
    await read(fetch(url, { headers }));

    await texts(await Promise.all(times(FIFTY, () => fetch(url))));

    expect(requests).toHaveLength(2);
  });

  test('lose only the one who aborts', async () => {
    const { answer, release } = held(always({ 'cache-control': 'max-age=60' }));
    const { url, requests, arrived } = await origin(answer);
    const { fetch } = cached();
    const first = new AbortController();

    const aborted = fetch(url, { signal: first.signal });
    const others = times(FIFTY - 1, () => fetch(url));
    await arrived(1);
    first.abort();
    release();

    await expect(aborted).rejects.toBe(first.signal.reason);
    expect(await texts(await Promise.all(others))).toEqual(times(FIFTY - 1, () => 'answer 1'));
    expect(requests).toHaveLength(1);
  });

  test('go their own ways where coalescing is off', async () => {
    const { url, requests } = await origin(always({ 'cache-control': 'max-age=60' }));
    const fetch = createFetch({ coalesce: false });

    await texts(await Promise.all(times(FIFTY, () => fetch(url))));

    expect(requests).toHaveLength(FIFTY);
    expect(cacheStatus(await fetch(url))).toContain('hit');
  });
});

describe('those who wait', () => {
  test('H-14 are released all at once when the answer is for one alone, and side by side', async () => {
    const { answer, release } = held(always({ 'cache-control': 'no-store' }));
    const { url, arrived } = await origin(answer);
    const { fetch } = cached();

    const responses = Promise.all(times(FIFTY, () => fetch(url)));
    await arrived(1);
    release(1);
    // None of these is answered yet: so none waits for another.
    await arrived(FIFTY);
    release();

    expect(new Set(await texts(await responses)).size).toBe(FIFTY);
  });

  test('H-14 do not even begin to wait for a URL whose last answer was for one alone', async () => {
    const { answer, release } = held(always({ 'cache-control': 'no-store' }));
    const { url, arrived } = await origin(answer);
    const { fetch } = cached();
    const first = fetch(url);
    await arrived(1);
    release(1);
    await (await first).text();

    const burst = Promise.all(times(FIFTY, () => fetch(url)));
    await arrived(1 + FIFTY);
    release();

    expect(await burst).toHaveLength(FIFTY);
  });

  test('H-14 wait again once an answer could be shared', async () => {
    const { url, requests } = await origin((_request, response, number) => {
      const isFirst = number === 1;
      response.setHeader('cache-control', isFirst ? 'no-store' : 'max-age=60');
      response.end('body');
    });
    const { fetch } = cached();
    await (await fetch(url)).text();
    await (await fetch(url)).text();

    await texts(await Promise.all(times(FIFTY, () => fetch(url))));

    expect(requests).toHaveLength(3);
  });

  test('H-14 are released all at once where each must have its own confirmation', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { answer, release } = held((request, response) => {
      const isSame = request.headers['if-none-match'] === '"a"';
      response.writeHead(isSame ? 304 : 200, { 'cache-control': 'no-cache', etag: '"a"' });
      response.end(isSame ? undefined : 'body');
    });
    const { url, arrived, requests } = await origin(answer);
    const { fetch } = cached();
    const first = read(fetch(url));
    await arrived(1);
    release(1);
    await first;
    vi.advanceTimersByTime(2_000);

    const responses = Promise.all(times(FIFTY, () => fetch(url)));
    await arrived(2);
    release(1);
    await arrived(1 + FIFTY);
    release();

    expect(await texts(await responses)).toEqual(times(FIFTY, () => 'body'));
    expect(requests.slice(1).every(({ headers }) => headers['if-none-match'] === '"a"')).toBe(true);
  });

  test('H-03 go their own way side by side when the answer varies on a header they say differently', async () => {
    const { answer, release } = held((request, response) => {
      const headers = { 'cache-control': 'max-age=60', vary: 'x-plan' };
      response.writeHead(200, headers).end(request.headers['x-plan']);
    });
    const { url, requests, arrived } = await origin(answer);
    const { fetch } = cached();
    const plans = ['a', 'b', 'c', 'a', 'b', 'c'];

    const responses = Promise.all(plans.map((plan) => fetch(url, { headers: { 'x-plan': plan } })));
    await arrived(1);
    release(1);
    await arrived(3);
    release();

    expect(await texts(await responses)).toEqual(plans);
    expect(requests).toHaveLength(3);
  });

  test('join while the body is still arriving, and get it from its beginning', async () => {
    let finish = (): void => {};
    const { url, requests } = await origin((_request, response) => {
      response.writeHead(200, { 'cache-control': 'max-age=60' });
      response.write('first ');
      finish = () => void response.end('last');
    });
    const { fetch } = cached();
    const early = await fetch(url);
    const reader = early.clone().body?.getReader();
    await reader?.read();

    const late = await fetch(url);
    finish();

    expect(await texts([early, late])).toEqual(['first last', 'first last']);
    expect(cacheStatus(late)).toContain('collapsed');
    expect(requests).toHaveLength(1);
  });

  test.each([
    ['another method', { method: 'HEAD' }],
    ['a range', { headers: { range: 'bytes=0-1' } }],
    ['conditions of their own', { headers: { 'if-none-match': '"x"' } }],
    ['Cache-Control of their own', { headers: { 'cache-control': 'max-age=0' } }],
    ['a cache mode of their own', { cache: 'reload' }],
    ['another redirect mode', { redirect: 'manual' }],
  ] satisfies [string, RequestInit][])('do not include requests with %s', async (_name, init) => {
    const { answer, release } = held(always({ 'cache-control': 'max-age=60' }));
    const { url, arrived } = await origin(answer);
    const { fetch } = cached();

    const responses = [fetch(url), fetch(url, init)];
    await arrived(2);
    release();

    await expect(Promise.all(responses)).resolves.toHaveLength(2);
  });
});
