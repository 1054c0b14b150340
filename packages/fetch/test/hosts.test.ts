import { text } from 'node:stream/consumers';
import { Agent, Request as UndiciRequest, fetch as undiciFetch } from 'undici';
import { describe, expect, test } from 'vitest';
import { createFetch } from '../src/index.js';
import { cached, cacheStatus, read, texts } from './support/cached.js';
import { always, origin } from './support/origin.js';

const CACHEABLE = { 'cache-control': 'max-age=60' };

/** Its members are getters of its prototype. */
class Init {
  readonly #init: RequestInit;

  constructor(init: RequestInit) {
    this.#init = init;
  }

  get method() {
    return this.#init.method;
  }

  get headers() {
    return this.#init.headers;
  }

  get body() {
    return this.#init.body;
  }
}

describe('a call', () => {
  test.each([
    ['a string', (url: string) => url],
    ['a URL', (url: string) => new URL(url)],
    ['a Request', (url: string) => new Request(url)],
  ])('may be made with %s', async (_name, input) => {
    const { url, requests } = await origin(always(CACHEABLE));
    const { fetch } = cached();

    const bodies = await texts(await Promise.all([fetch(input(url)), fetch(url)]));

    expect(bodies).toEqual(['answer 1', 'answer 1']);
    expect(requests).toHaveLength(1);
  });

  test('sends what a Request brings', async () => {
    const { url, requests } = await origin(always({}));
    const { fetch } = cached();

    await read(
      fetch(new Request(url, { headers: { 'x-a': 'request' } }), { headers: { 'x-a': 'init' } }),
    );
    await read(fetch(new Request(url, { headers: { 'x-a': 'request' } })));

    expect(requests.map(({ headers }) => headers['x-a'])).toEqual(['init', 'request']);
  });

  test.each([
    ['a Request', (init: RequestInit) => new Request('http://other.example/', init)],
    ['an object of a class', (init: RequestInit) => new Init(init) as RequestInit],
    ['an object that inherits', (init: RequestInit) => Object.create(init) as RequestInit],
  ])('may have %s for its init, as with fetch', async (_name, initOf) => {
    const { url, requests } = await origin(async (request, response) => {
      response.writeHead(200, CACHEABLE).end(`${request.method} ${await text(request)}`);
    });
    const { fetch } = cached();
    const init = { method: 'PUT', body: 'body', headers: { authorization: 'alice' } };

    const native = await globalThis.fetch(url, initOf(init));
    const ours = await fetch(url, initOf(init));

    expect(await texts([native, ours])).toEqual(['PUT body', 'PUT body']);
    expect(cacheStatus(ours)).toContain('fwd=method');
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['alice', 'alice']);
  });

  test('asks for what an init says that is a Request, and for whom', async () => {
    const { url, requests } = await origin((request, response) => {
      response.writeHead(200, CACHEABLE).end(request.headers.authorization);
    });
    const { fetch } = cached();
    const as = (who: string): Promise<Response> =>
      fetch(url, new Request('http://other.example/', { headers: { authorization: who } }));

    const bodies = await texts(await Promise.all([as('alice'), as('bob'), as('alice')]));

    expect(bodies).toEqual(['alice', 'bob', 'alice']);
    expect(requests).toHaveLength(2);
  });

  test('takes a field of undefined for the word, as fetch does', async () => {
    const { url, requests } = await origin(always({ ...CACHEABLE, vary: 'x-a' }));
    const { fetch } = cached();

    await read(fetch(url, { headers: { 'x-a': undefined } as never }));
    await read(fetch(url, { headers: { 'x-a': 'undefined' } }));
    await read(fetch(url, null as never));

    expect(requests.map(({ headers }) => headers['x-a'])).toEqual(['undefined', undefined]);
  });

  test.each([
    ['dispatchers', { dispatcher: new Agent() }, { dispatcher: new Agent() }],
    ['proxies', { proxy: 'http://one:secret@proxy' }, { proxy: 'http://two:secret@proxy' }],
    ['referrers', { referrer: 'http://one.example/' }, { referrer: 'http://two.example/' }],
  ])('shares nothing with one by other %s', async (_name, one, other) => {
    let count = 0;
    const { fetch, cache } = cached({
      fetch: async () => new Response(String(++count), { headers: CACHEABLE }),
    });
    const ask = (init: object): Promise<string> => read(fetch('http://origin.example/', init));

    expect(await ask(one)).toBe('1');
    expect(await ask(other)).toBe('2');
    expect(await ask({ ...one })).toBe('1');
    expect([...cache.keys()].join()).not.toContain('secret');
  });

  test('in a mode that lets nobody read the answer goes past the cache', async () => {
    let count = 0;
    const { fetch } = cached({
      fetch: async () => new Response(String(++count), { headers: CACHEABLE }),
    });

    await read(fetch('http://origin.example/', { mode: 'no-cors' }));

    expect(await read(fetch('http://origin.example/', { mode: 'no-cors' }))).toBe('2');
  });

  test('writes its method as fetch does', async () => {
    const { url, requests } = await origin(always(CACHEABLE));
    const { fetch } = cached();

    await read(fetch(url, { method: 'get' }));
    await read(fetch(url, { method: 'GET' }));

    expect(requests).toHaveLength(1);
  });

  test('rejects as fetch does', async () => {
    const { fetch } = cached();

    await expect(fetch('http://origin.example/', { body: 'x' })).rejects.toBeInstanceOf(TypeError);
  });
});

describe('the fetch underneath', () => {
  test('may be undici’s, and gets what the caller gives it', async () => {
    const { url, requests } = await origin(always(CACHEABLE));
    const agent = new Agent();
    const fetch = createFetch({ fetch: undiciFetch as unknown as typeof globalThis.fetch });
    const init = { dispatcher: agent } as unknown as RequestInit;

    const responses = await Promise.all([
      fetch(url, init),
      fetch(new UndiciRequest(url) as unknown as Request, init),
    ]);
    const passed = await fetch(url, { method: 'POST' });

    expect(await texts(responses)).toEqual(['answer 1', 'answer 1']);
    expect(cacheStatus(passed)).toContain('fwd=method');
    expect(await passed.clone().text()).toBe('answer 2');
    expect(requests).toHaveLength(2);
    await agent.close();
  });

  test('makes a body that stalls fail for everyone who reads it, by its own timeout', async () => {
    const { url } = await origin((_request, response) => {
      response.writeHead(200, CACHEABLE).write('first');
    });
    const agent = new Agent({ bodyTimeout: 300 });
    const fetch = createFetch({ fetch: undiciFetch as unknown as typeof globalThis.fetch });
    const init = { dispatcher: agent } as unknown as RequestInit;

    const responses = await Promise.all([fetch(url, init), fetch(url, init)]);
    const outcomes = await Promise.allSettled(responses.map((response) => response.text()));

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await agent.destroy();
  });

  test('may have bodies that are no web streams', async () => {
    const old = Object.defineProperty(new Response('body', { headers: CACHEABLE }), 'body', {
      value: { pipe: () => {} },
    });
    const { fetch } = cached({ fetch: async () => old });

    const bodies = await texts(
      await Promise.all([fetch('http://origin.example/'), fetch('http://origin.example/')]),
    );

    expect(bodies).toEqual(['body', 'body']);
  });

  test('may throw where it should reject', async () => {
    const { fetch } = cached({
      fetch: () => {
        throw new RangeError('no');
      },
    });

    await expect(fetch('http://origin.example/')).rejects.toThrow(RangeError);
  });

  test('may be asked for something by itself while it is asked', async () => {
    const { url } = await origin(always({ ...CACHEABLE, vary: 'authorization' }));
    const fetch = createFetch({
      fetch: async (input, init) => {
        if (!String(input).endsWith('/data')) return globalThis.fetch(input, init);
        await read(fetch(`${url}token`));
        return globalThis.fetch(input, init);
      },
    });

    const bodies = await texts(await Promise.all([fetch(`${url}data`), fetch(`${url}data`)]));

    expect(bodies).toEqual(['answer 2', 'answer 2']);
  });
});
