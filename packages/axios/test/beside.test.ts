import axios, {
  type AxiosAdapter,
  type AxiosError,
  type AxiosRequestConfig,
  type InternalAxiosRequestConfig,
} from 'axios';
import axiosRetry from 'axios-retry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coalesce } from '../src/index.js';
import { Upstream } from './upstream.js';

const upstream = new Upstream();
beforeAll(() => upstream.start());
afterAll(() => upstream.stop());

describe('beside what people use with axios', () => {
  it('lets axios-retry retry: a retry joins no flight that has failed', async () => {
    upstream.answer((_, response) => {
      const isFirst = upstream.count === 1;
      response.writeHead(isFirst ? 503 : 200);
      response.end('value');
    });
    const client = coalesce(axios.create({ baseURL: upstream.url }));
    axiosRetry(client, { retries: 2, retryDelay: () => 0 });

    const { data } = await client.get('/flaky');

    expect(data).toBe('value');
    expect(upstream.count).toBe(2);
  });

  it('H-21 sees the header that a request interceptor adds, whichever way round they were made', async () => {
    upstream.answer((request, response) => {
      response.writeHead(200, { 'cache-control': 'max-age=60' });
      response.end(request.headers.authorization);
    });
    let token = 'alice';
    const before = axios.create({ baseURL: upstream.url });
    const authorise = (client: typeof before) =>
      client.interceptors.request.use((config) => {
        config.headers.set('Authorization', token);
        return config;
      });
    authorise(before);
    coalesce(before);
    const after = coalesce(axios.create({ baseURL: upstream.url }));
    authorise(after);

    for (const client of [before, after]) {
      token = 'alice';
      const alice = await client.get('/whoami');
      token = 'bob';
      const bob = await client.get('/whoami');
      expect([alice.data, bob.data]).toEqual(['alice', 'bob']);
    }
  });

  it('lets an interceptor refresh a token and ask again', async () => {
    upstream.answer((request, response) => {
      const isNew = request.headers.authorization === 'new';
      response.writeHead(isNew ? 200 : 401, { 'cache-control': 'max-age=60' });
      response.end(isNew ? 'secret' : 'no');
    });
    let token = 'old';
    const client = coalesce(axios.create({ baseURL: upstream.url }));
    client.interceptors.request.use((config) => {
      config.headers.set('Authorization', token);
      return config;
    });
    client.interceptors.response.use(undefined, (error: AxiosError) => {
      if (error.config?.headers.Authorization === 'new') throw error;
      token = 'new';
      return client.request(error.config as InternalAxiosRequestConfig);
    });

    const answers = await Promise.all([client.get('/secret'), client.get('/secret')]);

    expect(answers.map(({ data }) => data)).toEqual(['secret', 'secret']);
  });
});

describe('what cannot be meant is refused at once', () => {
  it.each([
    [undefined, /`instance` must be an axios instance/],
    [{}, /`instance` must be an axios instance/],
  ])('%o as instance', (instance, message) => {
    expect(() => coalesce(instance as never)).toThrow(message);
  });

  it('an instance that is coalesced already', () => {
    expect(() => coalesce(coalesce(axios.create()))).toThrow(/coalesced already/);
  });

  it.each([
    [{ cache: {} }, /`cache`/],
    [{ ttl: -1 }, /`ttl`/],
    [{ maxEntryBytes: 0 }, /`maxEntryBytes`/],
    [{ coalesce: 'sometimes' }, /`coalesce`/],
  ])('%o', (options, message) => {
    expect(() => coalesce(axios.create(), options as never)).toThrow(message);
  });
});

describe('what no key can be made of', () => {
  const odd = (value: unknown): AxiosRequestConfig => ({ withXSRFToken: value as never });

  it.each([
    ['a function', () => odd(() => true)],
    ['an object of a class', () => ({ fetchOptions: { dispatcher: new (class Dispatcher {})() } })],
  ])('%s is equal to itself alone', async (_what, make) => {
    upstream.json('value');
    const client = coalesce(axios.create({ baseURL: upstream.url }));
    const [one, other] = [make(), make()];

    await Promise.all([client.get('/odd', one), client.get('/odd', one)]);
    await client.get('/odd', one);
    expect(upstream.count).toBe(1);

    await client.get('/odd', other);
    expect(upstream.count).toBe(2);
  });

  it('keeps no write from invalidating', async () => {
    upstream.json('value');
    const client = coalesce(axios.create({ baseURL: upstream.url }));

    await client.get('/thing');
    await client.put(
      '/thing',
      {},
      odd(() => true),
    );
    await client.get('/thing');

    expect(upstream.requests.map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET']);
  });

  it('a URL that cannot be read goes past the cache, and the reason is told', async () => {
    const bypasses: string[] = [];
    const adapter: AxiosAdapter = async (config) => ({
      status: 200,
      statusText: '',
      headers: {},
      data: config.url,
      config,
    });
    const client = coalesce(axios.create({ adapter }), {
      onBypass: ({ url, reason }) => bypasses.push(url, reason),
    });

    expect((await client.get('http://[odd')).data).toBe('http://[odd');
    expect(bypasses).toEqual(['http://[odd', expect.stringMatching(/URL/)]);
  });
});
