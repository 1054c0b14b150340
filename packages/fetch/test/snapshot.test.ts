import { describe, expect, test } from 'vitest';
import type { FetchInit } from '../src/index.js';
import { cached, cacheStatus, read, texts, turn } from './support/cached.js';
import { type Answer, origin } from './support/origin.js';

const CACHEABLE = { 'cache-control': 'private, max-age=60' };

/** Its body is what was asked for, and by whom. */
const tell: Answer = ({ method, url, headers }, response) => {
  response.writeHead(200, CACHEABLE).end(`${method} ${url} for ${headers.authorization}`);
};

describe('a call is sent as it was made, whatever becomes', () => {
  const asked = (who: string): [string, string] => ['authorization', who];

  test.each([
    ['Headers', new Headers(), (headers: Headers, who: string) => headers.set(...asked(who))],
    [
      'record',
      {},
      (headers: object, who: string) => Object.assign(headers, { authorization: who }),
    ],
    ['list', [], (headers: string[][], who: string) => headers.splice(0, 1, asked(who))],
  ])('of a %s of headers', async (_name, headers, change) => {
    const { url } = await origin(tell);
    const { fetch } = cached();
    const as = (who: string): Promise<Response> => {
      change(headers as never, who);
      return fetch(url, { headers: headers as RequestInit['headers'] & object });
    };

    const bodies = await texts(await Promise.all([as('alice'), as('bob')]));
    await turn();

    expect(bodies).toEqual(['GET / for alice', 'GET / for bob']);
    const again = await as('alice');
    expect(cacheStatus(again)).toContain('hit');
    expect(await again.text()).toBe('GET / for alice');
  });

  test('of its URL', async () => {
    const { url } = await origin(tell);
    const { fetch } = cached();
    const place = new URL(`${url}one`);

    const first = fetch(place);
    place.pathname = '/other';
    const bodies = await texts(await Promise.all([first, fetch(place)]));
    await turn();

    expect(bodies).toEqual(['GET /one for undefined', 'GET /other for undefined']);
    expect(await read(fetch(`${url}one`))).toBe('GET /one for undefined');
  });

  test('of the headers of its Request', async () => {
    const { url } = await origin(tell);
    const { fetch } = cached();
    const request = new Request(url, { headers: { authorization: 'alice' } });

    const first = fetch(request);
    request.headers.set('authorization', 'bob');

    expect(await texts(await Promise.all([first, fetch(request)]))).toEqual([
      'GET / for alice',
      'GET / for bob',
    ]);
  });

  test('of its init, and of what that holds', async () => {
    const { url, requests } = await origin(tell);
    const { fetch, cache } = cached();
    const tags = ['one'];
    const init: FetchInit = { headers: { authorization: 'alice' }, sameflight: { tags } };

    const first = fetch(url, init);
    Object.assign(init, { method: 'DELETE', headers: { authorization: 'bob' }, cache: 'no-store' });
    tags[0] = 'other';

    expect(await read(first)).toBe('GET / for alice');
    await cache.deleteByTag('other');
    await read(fetch(url, { headers: { authorization: 'alice' } }));
    expect(requests).toHaveLength(1);
    await cache.deleteByTag('one');
    await read(fetch(url, { headers: { authorization: 'alice' } }));
    expect(requests).toHaveLength(2);
  });

  test('of a body that it goes out with', async () => {
    const { url } = await origin((request, response) => void request.pipe(response));
    const { fetch } = cached();
    const body = new TextEncoder().encode('body');

    const response = fetch(url, { method: 'POST', body });
    body.fill(0);

    expect(await read(response)).toBe('body');
  });

  test('of headers that can be read but once', async () => {
    const { url } = await origin(tell);
    const { fetch } = cached();
    const headers = new Map([['authorization', 'alice']]).entries();

    expect(await read(fetch(url, { headers: headers as never }))).toBe('GET / for alice');
  });

  test('of it while its answer is asked for again without conditions', async () => {
    const { url, requests } = await origin(({ url: path, headers }, response, number) => {
      const status = number === 2 ? 304 : 200;
      response.writeHead(status, { 'cache-control': 'max-age=60', etag: `"${number}"` });
      response.end(status === 304 ? undefined : `${path} for ${headers.authorization}`);
    });
    const { fetch, clock } = cached();
    const headers = { authorization: 'alice' };
    const place = new URL(`${url}one`);
    await read(fetch(place, { headers }));
    clock.advance(60_000);

    const response = fetch(place, { headers });
    headers.authorization = 'bob';
    place.pathname = '/other';

    expect(await read(response)).toBe('/one for alice');
    expect(requests.map(({ url: path }) => path)).toEqual(['/one', '/one', '/one']);
  });
});

describe('the fetch underneath', () => {
  test('is given headers that it can add its own to', async () => {
    const { url, requests } = await origin(tell);
    const { fetch } = cached({
      fetch: (input, init) =>
        globalThis.fetch(input, { ...init, headers: { ...init?.headers, 'x-added': 'yes' } }),
    });

    await read(
      fetch(url, {
        headers: [
          ['X-Own', 'one'],
          ['x-own', 'two'],
        ],
      }),
    );

    expect(requests[0]?.headers).toMatchObject({ 'x-own': 'one, two', 'x-added': 'yes' });
  });

  test('is given the referrer that a Request has', async () => {
    const referrers: (string | undefined)[] = [];
    const { fetch } = cached({
      fetch: async (_input, init) => {
        referrers.push(init?.referrer);
        return new Response('body');
      },
    });
    const url = 'http://origin.example/';

    await read(fetch(new Request(url, { referrer: 'http://one.example/' })));
    await read(fetch(new Request(url, { referrer: 'http://one.example/' }), { referrer: '' }));
    await read(fetch(new Request(url)));

    expect(referrers).toEqual(['http://one.example/', '', undefined]);
  });
});
