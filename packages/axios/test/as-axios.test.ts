import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { CacheManager } from '@sameflight/core';
import { deferred, FakeClock } from '@sameflight/core/testing';
import axios, {
  type AxiosAdapter,
  AxiosError,
  type AxiosInstance,
  type AxiosRequestConfig,
  type InternalAxiosRequestConfig,
} from 'axios';
import oldestAxios from 'axios-oldest';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { coalesce } from '../src/index.js';
import { Upstream } from './upstream.js';

const upstream = new Upstream();
beforeAll(() => upstream.start());
afterAll(() => upstream.stop());

const api = (config: AxiosRequestConfig = {}): AxiosInstance =>
  coalesce(axios.create({ baseURL: upstream.url, ...config }));

describe('requests are made as axios makes them', () => {
  it('runs each caller through the interceptors, in the order of axios', async () => {
    upstream.json('value');
    const heard: string[] = [];
    const client = api();
    for (const name of ['first', 'second']) {
      client.interceptors.request.use((config) => {
        heard.push(`request ${name}`);
        return config;
      });
      client.interceptors.response.use((response) => {
        heard.push(`response ${name}`);
        return response;
      });
    }

    const order = ['request second', 'request first', 'response first', 'response second'];
    await client.get('/order');
    expect(heard.splice(0)).toEqual(order);
    await client.get('/order');
    expect(heard).toEqual(order);
    expect(upstream.count).toBe(1);
  });

  it('sends what transformRequest made of the data', async () => {
    const bodies: string[] = [];
    upstream.answer(async (request, response) => {
      for await (const chunk of request) bodies.push(String(chunk));
      response.end();
    });

    await api().post('/data', 'quiet', { transformRequest: (data: string) => data.toUpperCase() });

    expect(bodies).toEqual(['QUIET']);
  });

  it('tells the caller whose request was sent of its progress, in both directions', async () => {
    upstream.answer(async (request, response) => {
      for await (const _ of request);
      response.end('answer');
    });
    const loaded = { up: 0, down: 0 };

    await api().post('/progress', 'question', {
      onUploadProgress: (event) => {
        loaded.up = event.loaded;
      },
      onDownloadProgress: (event) => {
        loaded.down = event.loaded;
      },
    });

    expect(loaded).toEqual({ up: 8, down: 6 });
  });

  it('leaves the config of the caller as it was when it revalidates', async () => {
    upstream.answer((request, response) => {
      const isHeld = request.headers['if-none-match'] === '"1"';
      response.writeHead(isHeld ? 304 : 200, { etag: '"1"', 'cache-control': 'max-age=0' });
      response.end(isHeld ? undefined : 'body');
    });
    const client = api();

    await client.get('/etag');
    const { config } = await client.get('/etag');

    expect(upstream.requests[1]?.headers['if-none-match']).toBe('"1"');
    expect(config.headers.has('if-none-match')).toBe(false);
  });

  it("passes a caller's own condition on, and its 304 by his validateStatus", async () => {
    upstream.answer((request, response) => {
      response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 200, { etag: '"1"' });
      response.end();
    });
    const headers = { 'If-None-Match': '"1"' };

    await expect(api().get('/own', { headers })).rejects.toMatchObject({
      response: { status: 304 },
    });
    const taken = await api().get('/own', { headers, validateStatus: null });
    expect(taken.status).toBe(304);
  });

  it('keeps apart the sites that one address serves by Host', async () => {
    upstream.answer((request, response) => {
      response.writeHead(200, { 'cache-control': 'max-age=60' });
      response.end(`site of ${request.headers.host}`);
    });
    const client = api();
    const of = async (Host: string) => (await client.get('/site', { headers: { Host } })).data;

    const sites = ['site of a.example', 'site of b.example'];
    expect(await Promise.all([of('a.example'), of('b.example')])).toEqual(sites);
    expect([await of('a.example'), await of('b.example')]).toEqual(sites);
    expect(upstream.count).toBe(2);

    await client.put('/site', {}, { headers: { Host: 'a.example' } });
    expect([await of('a.example'), await of('b.example')]).toEqual(sites);
    expect(upstream.count).toBe(4);
  });

  it('goes past the cache for a request that brings its own adapter', async () => {
    upstream.json('value');
    const client = api();

    await client.get('/own-adapter');
    await client.get('/own-adapter', { adapter: 'http' });

    expect(upstream.count).toBe(2);
  });

  it('sends nothing for a signal that is aborted already', async () => {
    upstream.json('value');
    const client = api();
    await client.get('/aborted');

    const asked = client.get('/aborted', { signal: AbortSignal.abort() });

    await expect(asked).rejects.toSatisfy(axios.isCancel);
    expect(upstream.count).toBe(1);
  });

  it('takes a timeout without end for none', async () => {
    upstream.json('value');

    const { data } = await api().get('/endless', { timeout: Number.POSITIVE_INFINITY });

    expect(data).toBe('value');
  });

  it.each([0, 60_000])(
    'waits as long as the caller does, past flightTimeout: %s',
    async (timeout) => {
      vi.useFakeTimers({ toFake: ['performance'] });
      onTestFinished(() => void vi.useRealTimers());
      const held = deferred<void>();
      upstream.answer(async (_, response) => {
        const number = upstream.count;
        await held.promise;
        response.writeHead(200, { 'cache-control': 'max-age=60' });
        response.end(`answer ${number}`);
      });
      const clock = new FakeClock();
      const cache = new CacheManager({ clock });
      const client = coalesce(axios.create({ baseURL: upstream.url, timeout }), { cache });
      const ask = async () => (await client.get('/slow')).data;

      const first = ask();
      await expect.poll(() => upstream.count).toBe(1);
      vi.advanceTimersByTime(30_000);
      clock.advance(30_000);
      const later = [ask(), ask()];
      await expect.poll(() => upstream.count).toBe(2);
      held.resolve();

      expect(await Promise.all([first, ...later])).toEqual(['answer 1', 'answer 2', 'answer 2']);
      await cache.close();
    },
  );

  it("says a timeout in the caller's own words", async () => {
    upstream.answer(() => {});

    const asked = api().get('/hung', { timeout: 10, timeoutErrorMessage: 'too slow' });

    await expect(asked).rejects.toMatchObject({ code: 'ECONNABORTED', message: 'too slow' });
  });
});

describe('answers are what axios would have given', () => {
  it.each([
    ['get', 'json', ''],
    ['get', 'text', ''],
    ['head', 'json', ''],
  ] as const)(
    'an empty body of %s as %s is %o, stored or not',
    async (method, responseType, empty) => {
      upstream.answer((_, response) => {
        response.writeHead(200, { 'cache-control': 'max-age=60' });
        response.end();
      });
      const client = api();
      const ask = async () => (await client.request({ url: '/empty', method, responseType })).data;

      expect([await ask(), await ask()]).toEqual([empty, empty]);
    },
  );

  it('bytes as they were sent, where decompress is off', async () => {
    const zipped = gzipSync('text');
    upstream.answer((_, response) => {
      response.writeHead(200, { 'cache-control': 'max-age=60', 'content-encoding': 'gzip' });
      response.end(zipped);
    });
    const client = api({ responseType: 'arraybuffer' });

    for (const _ of ['sent', 'stored']) {
      expect(Buffer.from((await client.get('/zip', { decompress: false })).data)).toEqual(zipped);
      expect(String((await client.get('/zip')).data)).toBe('text');
    }
    expect(upstream.count).toBe(2);
  });

  it.each([
    ['http', 'gzip', gzipSync, true],
    ['http', 'gzip', gzipSync, false],
    ['http', 'br', brotliCompressSync, true],
    ['http', 'deflate', deflateSync, true],
    ['fetch', 'gzip', gzipSync, true],
  ] as const)(
    'over the %s adapter, what came as %s and was decoded, stored or not',
    async (adapter, coding, code, isLengthTold) => {
      const coded = code('a text that is long enough to be worth it, over and over and over');
      upstream.answer((_, response) => {
        response.writeHead(200, {
          'cache-control': 'max-age=60',
          'content-encoding': coding,
          ...(isLengthTold ? { 'content-length': coded.length } : {}),
        });
        response.write(coded.subarray(0, 9));
        response.end(coded.subarray(9));
      });
      const client = api({ adapter });
      const plain = axios.create({ baseURL: upstream.url, adapter });
      const native = await plain.get('/coded');
      upstream.requests.length = 0;

      for (const told of ['stored', 'hit']) {
        const { data, headers } = await client.get('/coded');
        expect(data).toBe(native.data);
        expect(headers['content-encoding']).toBe(native.headers['content-encoding']);
        expect(headers['content-length']).toBe(native.headers['content-length']);
        expect(headers['cache-status']).toContain(told);
      }
      expect((await client.head('/coded')).headers['cache-status']).toContain('hit');
      expect(upstream.count).toBe(1);
    },
  );

  it.each(['http', 'fetch'] as const)(
    'over the %s adapter, no range of what was decoded: it counts the bytes as they were sent',
    async (adapter) => {
      const coded = gzipSync('0123456789');
      upstream.answer((_, response) => {
        response.writeHead(200, { 'cache-control': 'max-age=60', 'content-encoding': 'gzip' });
        response.end(coded);
      });
      const client = api({ adapter });

      await client.get('/coded');
      const { status, data } = await client.get('/coded', { headers: { Range: 'bytes=0-2' } });

      expect(status).toBe(200);
      expect(String(data)).toBe('0123456789');
      expect(upstream.count).toBe(1);
    },
  );

  it('a range of what is stored, where nothing was decoded', async () => {
    upstream.answer((_, response) => {
      response.writeHead(200, { 'cache-control': 'max-age=60', 'content-type': 'text/plain' });
      response.end('0123456789');
    });
    const client = api();

    await client.get('/plain');
    const { status, data } = await client.get('/plain', { headers: { Range: 'bytes=0-2' } });

    expect([status, String(data)]).toEqual([206, '012']);
    expect(upstream.count).toBe(1);
  });

  it('any status, where validateStatus is null', async () => {
    upstream.json('no', {}, 500);

    expect((await api().get('/500', { validateStatus: null })).status).toBe(500);
  });

  it('each caller by his own validateStatus', async () => {
    upstream.json('gone', {}, 410);
    const client = api();

    const [strict, lenient] = await Promise.allSettled([
      client.get('/gone'),
      client.get('/gone', { validateStatus: () => true }),
    ]);

    expect([strict.status, lenient.status]).toEqual(['rejected', 'fulfilled']);
    expect(upstream.count).toBe(1);
  });

  it('a body beyond maxContentLength is the error of axios, for each who waited', async () => {
    upstream.json('a long text');
    const client = api({ maxContentLength: 4 });

    const errors = await Promise.all(
      [1, 2].map(() => client.get('/long').catch((error: AxiosError) => error)),
    );

    for (const error of errors) {
      expect(error).toMatchObject({
        code: 'ERR_BAD_RESPONSE',
        message: 'maxContentLength size of 4 exceeded',
      });
    }
    expect(errors[0]).not.toBe(errors[1]);
    expect(upstream.count).toBe(1);
  });

  it.each([
    ['its length', { maxContentLength: 10 }, 'ERR_BAD_RESPONSE'],
    ['its redirects', { maxRedirects: 1 }, 'ERR_FR_TOO_MANY_REDIRECTS'],
    ['how it is coded', {}, 'Z_DATA_ERROR'],
  ])(
    'the error of a response that is refused for %s, whatever is stored',
    async (_what, config, code) => {
      upstream.answer((request, response) => {
        const headers = { 'cache-control': 'max-age=0, stale-if-error=60' };
        if (upstream.count === 1) return void response.writeHead(200, headers).end('old');
        if (code.startsWith('Z')) response.setHeader('content-encoding', 'gzip');
        if (code.includes('_FR_')) response.writeHead(302, { location: `${request.url}+` });
        response.end('too long, and no gzip');
      });
      const client = api(config);
      await client.get('/refused');

      await expect(client.get('/refused')).rejects.toMatchObject({ code });
    },
  );

  it('an error that says that a request was made, and no response came', async () => {
    upstream.answer((request) => request.socket.destroy());
    const client = api();

    const errors = await Promise.all(
      [1, 2].map(() => client.get('/broken').catch((error: AxiosError) => error)),
    );

    for (const error of errors) {
      expect((error as AxiosError).request).toBeDefined();
      expect((error as AxiosError).response).toBeUndefined();
    }
  });

  it.each([
    ['text', 'grüße', 'grüße', 1],
    ['text that is JSON', '{"n":1}', { n: 1 }, 1],
    ['bytes', Buffer.from('grüße'), 'grüße', 1],
    ['an ArrayBuffer', new Uint8Array(Buffer.from('grüße')).buffer, 'grüße', 1],
    ['an ArrayBuffer of another realm', runInNewContext('new ArrayBuffer(2)'), '\0\0', 1],
    ['an object, which is shared with nobody', { n: 1 }, { n: 1 }, 3],
    ['a list', [1, 2], [1, 2], 3],
    ['nothing', undefined, undefined, 3],
  ])('%s, where an adapter of your own brings that', async (_what, brought, data, count) => {
    let calls = 0;
    const adapter: AxiosAdapter = async (config) => {
      calls++;
      const headers = { 'Cache-Control': 'max-age=60' };
      return { status: 200, statusText: 'OK', headers, data: brought, config };
    };
    const client = api({ adapter });
    const ask = async () => (await client.get('/mocked')).data;

    expect(await Promise.all([ask(), ask()])).toEqual([data, data]);
    expect(await ask()).toEqual(data);
    expect(calls).toBe(count);
  });

  it('text that an adapter of your own brings in another encoding than UTF-8, as it is', async () => {
    const adapter: AxiosAdapter = async (config) => {
      return { status: 200, statusText: 'OK', headers: {}, data: 'grüße', config };
    };

    const { data } = await api({ adapter, responseEncoding: 'latin1' }).get('/mocked');

    expect(data).toBe('grüße');
  });

  it("the adapter's own error with its response, each caller's under his own config", async () => {
    const adapter: AxiosAdapter = async (config) => {
      const response = { status: 418, statusText: '', headers: {}, data: 'no tea', config };
      throw new AxiosError('teapot', 'ERR_BAD_REQUEST', config, {}, response);
    };

    const error: AxiosError = await api({ adapter })
      .get('/tea')
      .catch((failure) => failure);

    expect(error).toMatchObject({ message: 'teapot', status: 418, response: { data: 'no tea' } });
    expect(error.response?.config).toBe(error.config);
  });

  describe('an error', () => {
    const failing = async (fail: (config: InternalAxiosRequestConfig) => AxiosError) => {
      const adapter: AxiosAdapter = async (config) => {
        throw fail(config);
      };
      const client = api({ adapter, transformResponse: [] });
      const ask = (mine: string): Promise<AxiosError> =>
        client.get('/tea', { headers: { 'x-mine': mine } }).then(
          () => expect.unreachable(),
          (error: AxiosError) => error,
        );
      return Promise.all([ask('one'), ask('other')]);
    };

    it('that its caller changes, and its response, while nobody else notices', async () => {
      const headers = { 'x-a': 'b' };
      const [one, other] = await failing((config) => {
        const data = { tea: false };
        const response = { status: 418, statusText: '', headers, data, config };
        return new AxiosError('teapot', 'ERR_BAD_REQUEST', config, {}, response);
      });

      Object.assign(one.response?.headers ?? {}, { 'x-a': 'changed' });
      Object.assign(one.response?.data ?? {}, { tea: true });

      expect(one.response).toMatchObject({ headers: { 'x-a': 'changed' }, data: { tea: true } });
      expect(other.response).toMatchObject({ headers: { 'x-a': 'b' }, data: { tea: false } });
    });

    it('of the network that says all that it said, and holds nothing of another caller', async () => {
      const [one, other] = await failing((config) => {
        const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
        return AxiosError.from(reset, undefined, config, {}, undefined, { hint: 'again' });
      });

      expect(other).toMatchObject({ name: 'Error', code: 'ECONNRESET', hint: 'again' });
      expect(other.cause).toMatchObject({ message: 'read ECONNRESET' });
      expect(Object.keys(other)).not.toContain('cause');
      const told = (error: AxiosError) => inspect(error, { depth: 9, showHidden: true });
      expect(told(one)).not.toContain("'x-mine': 'other'");
      expect(told(other)).not.toContain("'x-mine': 'one'");
    });
  });

  it('a status that validateStatus refuses, by the code of the newest axios', async () => {
    const codes: unknown[] = [];
    for (const status of [200, 304, 404, 500]) {
      upstream.json('value', {}, status);
      const refused = api({ validateStatus: () => false }).get(`/${status}`);
      codes.push(await refused.catch((error: AxiosError) => error.code));
    }

    expect(codes).toEqual([
      'ERR_BAD_RESPONSE',
      'ERR_BAD_RESPONSE',
      'ERR_BAD_REQUEST',
      'ERR_BAD_RESPONSE',
    ]);
  });

  it('a stream that its signal ends even after it has begun', async () => {
    const closed = deferred<void>();
    upstream.answer((_, response) => {
      response.on('close', () => closed.resolve());
      response.write('begun');
    });
    const controller = new AbortController();

    const { data } = await api().get('/stream', {
      responseType: 'stream',
      signal: controller.signal,
    });
    const failed = new Promise((resolve) => data.on('error', resolve));
    controller.abort();

    await expect(failed).resolves.toSatisfy(axios.isCancel);
    await closed.promise;
  });
});

describe('whatever instance it is', () => {
  it('one whose adapter is a list', async () => {
    upstream.json('value');
    const client = api({ adapter: ['xhr', 'http'] });

    await Promise.all([client.get('/list'), client.get('/list')]);

    expect(upstream.count).toBe(1);
  });

  it('one over fetch, whose public answers are for everyone, as redirects can be seen', async () => {
    upstream.json('value', { 'cache-control': 'public, max-age=60' });
    const client = api({ adapter: 'fetch' });

    await client.get('/public', { headers: { Authorization: 'alice' } });
    await client.get('/public', { headers: { Authorization: 'bob' } });

    expect(upstream.count).toBe(1);
  });

  it("one over a stranger's adapter, whose public answers are each asker's own, as it may have followed redirects", async () => {
    upstream.json('value', { 'cache-control': 'public, max-age=60' });
    const client = api({ adapter: axios.getAdapter('http') });
    const ask = (Authorization: string) => client.get('/public', { headers: { Authorization } });

    await ask('alice');
    await ask('bob');
    await ask('alice');

    expect(upstream.count).toBe(2);
  });

  it('one that was made of a coalesced one, with the same cache', async () => {
    upstream.json('value');
    const parent = api();
    const child = parent.create({ headers: { 'x-mine': 'child' } });

    await Promise.all([parent.get('/family'), child.get('/family')]);

    expect(upstream.count).toBe(1);
    expect(() => coalesce(child)).toThrow(/coalesced already/);
  });

  it('the default export, until its adapter is put back', async () => {
    upstream.json('value');
    const { adapter } = axios.defaults;
    try {
      coalesce(axios);
      const url = `${upstream.url}/default`;

      await Promise.all([axios.get(url), axios(url), axios({ url })]);

      expect(upstream.count).toBe(1);
    } finally {
      Object.assign(axios.defaults, { adapter });
    }
  });

  it('one of another copy of axios, even where it revalidates', async () => {
    upstream.json('value', { etag: '"1"', 'cache-control': 'max-age=0' });
    const foreign = oldestAxios.create({ baseURL: upstream.url }) as unknown as AxiosInstance;
    const client = coalesce(foreign);

    const answers = [await client.get('/foreign'), await client.get('/foreign')];

    expect(answers.map(({ data }) => data)).toEqual(['value', 'value']);
    expect(upstream.requests[1]?.headers['if-none-match']).toBe('"1"');
  });

  it('two over one cache share what it holds, but no agent of one with the other', async () => {
    upstream.json('value');
    const cache = new CacheManager();
    const client = (config: AxiosRequestConfig = {}) =>
      coalesce(axios.create({ baseURL: upstream.url, ...config }), { cache });

    await client().get('/shared');
    await client().get('/shared');
    expect(upstream.count).toBe(1);

    const { Agent } = await import('node:http');
    await client({ httpAgent: new Agent() }).get('/shared');
    await client({ httpAgent: new Agent() }).get('/shared');
    expect(upstream.count).toBe(3);
    await cache.close();
  });

  it('nothing that a request says beside its URL stands in a key', async () => {
    upstream.json('value');
    const cache = new CacheManager();
    const client = coalesce(axios.create({ baseURL: upstream.url }), { cache });

    await client.get('/secret', {
      fetchOptions: { cf: { apiToken: 'hunter2' }, headers: { authorization: 'hunter2' } },
      responseEncoding: 'utf8',
    });

    expect([...cache.keys()].join()).not.toMatch(/hunter2|utf8/);
    await cache.close();
  });
});
