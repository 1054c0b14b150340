import { CacheManager } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import axios, { type AxiosError, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { coalesce } from '../src/index.js';
import { Upstream } from './upstream.js';

/** What holds over each of axios' adapters, and with each version of axios. */
export function behavesOver(adapter: 'http' | 'fetch'): void {
  const upstream = new Upstream();
  const api = (config: AxiosRequestConfig = {}): AxiosInstance =>
    coalesce(axios.create({ baseURL: upstream.url, adapter, ...config }));

  beforeAll(() => upstream.start());
  afterAll(() => upstream.stop());

  describe(`over the ${adapter} adapter`, () => {
    it('makes one request for fifty callers, and gives each a body of his own', async () => {
      upstream.json({ list: [1] });
      const client = api();

      const answers = await Promise.all(Array.from({ length: 50 }, () => client.get('/list')));
      answers[0]?.data.list.push(2);
      if (answers[0]) answers[0].headers['x-mine'] = 'yes';

      expect(upstream.count).toBe(1);
      for (const { data, headers } of answers.slice(1)) {
        expect(data).toEqual({ list: [1] });
        expect(headers['x-mine']).toBeUndefined();
      }
    });

    it('answers from the cache while the response is fresh, and says so', async () => {
      upstream.json('value');
      const client = api();

      await client.get('/fresh');
      const again = await client.get('/fresh');

      expect(upstream.count).toBe(1);
      expect(again.data).toBe('value');
      expect(again.headers['cache-status']).toMatch(/hit/);
      expect(Number(again.headers.age)).toBeGreaterThanOrEqual(0);
    });

    it('revalidates what is stale, and takes a 304 for an answer', async () => {
      upstream.answer((request, response) => {
        const isHeld = request.headers['if-none-match'] === '"1"';
        response.writeHead(isHeld ? 304 : 200, { etag: '"1"', 'cache-control': 'max-age=0' });
        response.end(isHeld ? undefined : 'body');
      });
      const client = api();

      await client.get('/etag');
      const again = await client.get('/etag');

      expect(upstream.count).toBe(2);
      expect(again.status).toBe(200);
      expect(again.data).toBe('body');
      // Caches on the way may still answer.
      expect(upstream.requests[1]?.headers['cache-control']).toBeUndefined();
      expect(upstream.requests[1]?.headers.pragma).toBeUndefined();
    });

    it.each([
      ['no-store', 3, 'fwd=bypass'],
      ['reload', 3, 'stored'],
      ['force-cache', 1, 'hit'],
      ['only-if-cached', 1, 'hit'],
    ])('uses the cache as `fetchOptions.cache` says: %s', async (mode, count, told) => {
      upstream.json('value', { etag: '"1"' });
      const client = api();

      await client.get('/mode');
      const fetchOptions = { cache: mode };
      await client.get('/mode', { fetchOptions });
      const { headers } = await client.get('/mode', { fetchOptions });

      expect(upstream.count).toBe(count);
      expect(headers['cache-status']).toContain(told);
    });

    it('refreshes the whole where a part of what is stale was served', async () => {
      upstream.answer((_, response) => {
        response.writeHead(200, {
          'cache-control': 'max-age=0, stale-while-revalidate=60',
          'content-length': 4,
        });
        response.end('body');
      });
      const client = api();
      await client.get('/part');

      const part = await client.get('/part', { headers: { Range: 'bytes=0-1' } });
      await vi.waitFor(() => expect(upstream.count).toBe(2), 10_000);

      expect([part.status, part.data]).toEqual([206, 'bo']);
      expect(upstream.requests[1]?.headers.range).toBeUndefined();
    });

    it('refreshes by GET what a HEAD was answered from', async () => {
      upstream.json('value', { 'cache-control': 'max-age=0, stale-while-revalidate=60' });
      const client = api();
      await client.get('/head');

      await client.head('/head');
      await vi.waitFor(() => expect(upstream.count).toBe(2), 10_000);

      expect(upstream.requests[1]?.method).toBe('GET');
    });

    it('keeps callers apart by who is asking', async () => {
      upstream.answer((request, response) => {
        response.writeHead(200, { 'cache-control': 'max-age=60' });
        response.end(request.headers.authorization);
      });
      const client = api();

      const of = (token: string) => client.get('/me', { headers: { Authorization: token } });
      const [alice, bob] = await Promise.all([of('alice'), of('bob')]);
      const [{ data: aliceAgain }, { data: bobAgain }] = await Promise.all([
        of('alice'),
        of('bob'),
      ]);

      expect([alice.data, bob.data, aliceAgain, bobAgain]).toEqual([
        'alice',
        'bob',
        'alice',
        'bob',
      ]);
      expect(upstream.count).toBe(2);
    });

    it('keeps callers apart by `auth`, which is no header yet', async () => {
      upstream.answer((request, response) => {
        response.writeHead(200, { 'cache-control': 'max-age=60' });
        response.end(request.headers.authorization);
      });
      const client = api();

      const of = (username: string) => client.get('/auth', { auth: { username, password: 'x' } });
      const [alice, bob] = await Promise.all([of('alice'), of('bob')]);

      expect(alice.data).toBe(`Basic ${btoa('alice:x')}`);
      expect(bob.data).toBe(`Basic ${btoa('bob:x')}`);
    });

    it('leaves the others alone when one caller aborts, who gets a CanceledError at once', async () => {
      const held = deferred<void>();
      upstream.answer(async (_, response) => {
        await held.promise;
        response.end('late');
      });
      const client = api({ sameflight: { ttl: 60_000 } });
      const controller = new AbortController();

      const left = client.get('/slow', { signal: controller.signal });
      const stayed = client.get('/slow');
      await expect.poll(() => upstream.count).toBe(1);
      controller.abort();

      await expect(left).rejects.toMatchObject({ code: 'ERR_CANCELED', name: 'CanceledError' });
      await expect(left).rejects.toSatisfy(axios.isCancel);
      held.resolve();
      expect((await stayed).data).toBe('late');
      expect(upstream.count).toBe(1);
    });

    it('heeds a cancel token as it does a signal', async () => {
      upstream.answer(() => {});
      const source = axios.CancelToken.source();

      const left = api().get('/token', { cancelToken: source.token });
      await expect.poll(() => upstream.count).toBe(1);
      source.cancel('no more');

      await expect(left).rejects.toMatchObject({ code: 'ERR_CANCELED', message: 'no more' });
    });

    it('ends the request upstream when the last caller has left', async () => {
      const closed = deferred<void>();
      upstream.answer((_, response) => response.on('close', () => closed.resolve()));
      const controller = new AbortController();

      const left = api().get('/hung', { signal: controller.signal });
      await expect.poll(() => upstream.count).toBe(1);
      controller.abort();

      await expect(left).rejects.toSatisfy(axios.isCancel);
      await closed.promise;
    });

    it.each([
      [{}, 'ECONNABORTED'],
      [{ transitional: { clarifyTimeoutError: true } }, 'ETIMEDOUT'],
    ])("gives each caller his own timeout, in axios' words: %o", async (more, code) => {
      const held = deferred<void>();
      upstream.answer(async (_, response) => {
        await held.promise;
        response.writeHead(200, { 'cache-control': 'max-age=60' });
        response.end('late');
      });
      const client = api();

      const patient = client.get('/timeout');
      const hasty = client.get('/timeout', { timeout: 20, ...more });

      await expect(hasty).rejects.toMatchObject({ code, message: 'timeout of 20ms exceeded' });
      held.resolve();
      expect((await patient).data).toBe('late');
    });

    it('gives every caller an AxiosError of his own, alike in code, status and response', async () => {
      upstream.json({ reason: 'gone' }, {}, 410);
      const client = api();

      const ask = (mine: string) => client.get('/gone', { headers: { 'x-mine': mine } });
      const errors = await Promise.all([failing(ask('a')), failing(ask('b'))]);

      for (const error of errors) {
        expect(axios.isAxiosError(error)).toBe(true);
        expect(error).toMatchObject({
          code: 'ERR_BAD_REQUEST',
          message: 'Request failed with status code 410',
        });
        expect(error.response?.data).toEqual({ reason: 'gone' });
        expect(error.toJSON()).toMatchObject({ status: 410 });
      }
      expect(errors.map(({ config }) => config?.headers['x-mine'])).toEqual(['a', 'b']);
      expect(errors[0]).not.toBe(errors[1]);
    });

    it('makes one request when the connection breaks, and tells each caller in an error of his own', async () => {
      upstream.answer((request) => request.socket.destroy());
      const client = api();

      const ask = () => client.get('/broken');
      const errors = await Promise.all(Array.from({ length: 20 }, () => failing(ask())));

      expect(upstream.count).toBe(1);
      expect(new Set(errors).size).toBe(20);
      for (const error of errors) expect(axios.isAxiosError(error)).toBe(true);
      expect(new Set(errors.map(({ code }) => code)).size).toBe(1);
    });

    it('gives what is stale in place of an answer that did not come, and not of one that is refused', async () => {
      const old = 'a';
      upstream.answer((_, response) => {
        const isFirst = upstream.count === 1;
        const headers = { etag: '"1"', 'cache-control': 'max-age=0', location: '/elsewhere' };
        response.writeHead(isFirst ? 200 : 302, headers).end(old);
      });
      const client = api({ maxRedirects: 0, fetchOptions: { redirect: 'error' } });
      await client.get('/redirected');
      await expect(client.get('/redirected')).rejects.toSatisfy(axios.isAxiosError);

      upstream.answer((request, response) => {
        if (upstream.count > 1) return void request.socket.destroy();
        response.writeHead(200, { etag: '"1"', 'cache-control': 'max-age=0' }).end(old);
      });
      await client.get('/broken');
      const { data, headers } = await client.get('/broken');
      expect(data).toBe(old);
      expect(headers['cache-status']).toContain('disconnected');
    });

    it.each([
      ['arraybuffer', (data: unknown) => Buffer.from(data as ArrayBuffer).toString()],
      ['text', (data: unknown) => data],
      ['blob', (data: unknown) => (data as Blob).text()],
    ] as const)('hands out %s, each caller his own', async (responseType, read) => {
      upstream.answer((_, response) => {
        response.writeHead(200, { 'cache-control': 'max-age=60', 'content-type': 'text/plain' });
        response.end('bytes');
      });
      const client = api();

      const [first, second] = await Promise.all(
        [1, 2].map(() => client.get('/bytes', { responseType })),
      );

      expect(upstream.count).toBe(1);
      expect(await read(first?.data)).toBe('bytes');
      expect(await read(second?.data)).toBe('bytes');
      if (responseType !== 'text') expect(first?.data).not.toBe(second?.data);
    });

    it('never shares a stream', async () => {
      upstream.json('streamed');
      const client = api();

      const [first, second] = await Promise.all(
        [1, 2].map(() => client.get('/stream', { responseType: 'stream' })),
      );

      expect(upstream.count).toBe(2);
      expect(first?.data).not.toBe(second?.data);
    });

    it('H-08 never coalesces an unsafe method, and forgets what it touched', async () => {
      upstream.json('value');
      const client = api();

      await client.get('/thing');
      await Promise.all([client.put('/thing', { a: 1 }), client.put('/thing', { a: 1 })]);
      await client.get('/thing');

      expect(upstream.requests.map(({ method }) => method)).toEqual(['GET', 'PUT', 'PUT', 'GET']);
    });

    it('H-20 stores nothing of a GET that was in the air during a write of the same URL', async () => {
      const held = deferred<void>();
      let version = 1;
      upstream.answer(async (request, response) => {
        const seen = version;
        if (request.method === 'PUT') version = 2;
        else if (seen === 1) await held.promise;
        response.writeHead(200, {
          'cache-control': 'max-age=60',
          'content-type': 'application/json',
        });
        response.end(JSON.stringify(seen));
      });
      const client = api();

      const early = client.get('/versioned');
      await expect.poll(() => upstream.count).toBe(1);
      await client.put('/versioned', {});
      held.resolve();

      expect((await early).data).toBe(1);
      expect((await client.get('/versioned')).data).toBe(2);
    });

    it('H-22 transforms once a caller, and leaks nothing of the one who sent', async () => {
      upstream.json({ n: 1 }, { vary: 'x-tenant' });
      const client = api();
      const transformResponse = (data: string) => ({ ...JSON.parse(data), seen: true });

      const [first, second] = await Promise.all(
        ['one', 'two'].map((mine) =>
          client.get('/transformed', { transformResponse, headers: { 'x-request-id': mine } }),
        ),
      );

      expect(upstream.count).toBe(1);
      expect(first?.data).toEqual({ n: 1, seen: true });
      expect(first?.data).not.toBe(second?.data);
      expect([first, second].map((answer) => answer?.config.headers['x-request-id'])).toEqual([
        'one',
        'two',
      ]);
      expect(JSON.stringify(second?.config)).not.toContain('"one"');
    });

    it('goes past the cache where a request, or a method, is switched off', async () => {
      upstream.json('value');
      const client = coalesce(axios.create({ baseURL: upstream.url, adapter }), {
        exceptMethods: ['head'],
      });

      await Promise.all([1, 2].map(() => client.get('/off', { sameflight: false })));
      await Promise.all([1, 2].map(() => client.head('/off')));

      expect(upstream.count).toBe(4);
    });

    it('takes terms for one request in place of what the response says', async () => {
      upstream.json('value', { 'cache-control': '' });
      const cache = new CacheManager();
      const client = coalesce(axios.create({ baseURL: upstream.url, adapter }), { cache });

      await client.get('/terms', { sameflight: { ttl: 60_000, tags: ['mine'] } });
      await client.get('/terms');
      expect(upstream.count).toBe(1);

      await cache.deleteByTag('mine');
      await client.get('/terms');
      expect(upstream.count).toBe(2);
      await cache.close();
    });

    it('keeps requests apart by their params', async () => {
      upstream.answer((request, response) => {
        response.writeHead(200, { 'cache-control': 'max-age=60' });
        response.end(request.url);
      });
      const client = api();

      const [first, second] = await Promise.all(
        [1, 2].map((page) => client.get('/pages', { params: { page } })),
      );

      expect([first?.data, second?.data]).toEqual(['/pages?page=1', '/pages?page=2']);
    });

    it('sees the params and the baseURL that are sent, whatever an interceptor took out', async () => {
      upstream.answer((request, response) => {
        response.writeHead(200, { 'cache-control': 'max-age=60' });
        response.end(request.url);
      });
      const client = api({ params: { lang: 'en' } });
      client.interceptors.request.use((config) => {
        if (config.url?.startsWith('http')) delete config.baseURL;
        if (config.responseType === 'text') delete config.params;
        return config;
      });

      expect((await client.get('/params')).data).toBe('/params?lang=en');
      expect((await client.get('/params', { responseType: 'text' })).data).toBe('/params');
      await client.get(`${upstream.url}/params`, { responseType: 'text' });
      expect(upstream.count).toBe(2);
    });
  });
}

async function failing(request: Promise<unknown>): Promise<AxiosError> {
  try {
    await request;
  } catch (error) {
    return error as AxiosError;
  }
  throw new Error('answered where an error was due');
}
