import { CacheManager } from '@sameflight/core';
import { FakeClock, MemoryRemote } from '@sameflight/core/testing';
import { describe, expect, test } from 'vitest';
import { createFetch } from '../src/index.js';
import { cacheStatus, read, texts, times, turn } from './support/cached.js';
import { always, held, origin } from './support/origin.js';

const CACHEABLE = { 'cache-control': 'max-age=60', etag: '"a"' };

/** So many processes with one L2. */
function fleet(count: number) {
  const clock = new FakeClock();
  const remote = new MemoryRemote({ clock });
  const processes = times(count, () => {
    const cache = new CacheManager({ clock, remote: remote.tier() });
    return { cache, fetch: createFetch({ cache }) };
  });
  return { clock, processes };
}

describe('processes that share an L2', () => {
  test('make one request for a cold URL, whoever asks', async () => {
    const { answer, release } = held(always(CACHEABLE));
    const { url, arrived, requests } = await origin(answer);
    const { processes } = fleet(4);

    const responses = Promise.all(processes.flatMap(({ fetch }) => times(10, () => fetch(url))));
    await arrived(1);
    release();

    expect(await texts(await responses)).toEqual(times(40, () => 'answer 1'));
    expect(requests).toHaveLength(1);
  });

  test('use what another has stored, with its age', async () => {
    const { url, requests } = await origin(always(CACHEABLE));
    const { clock, processes } = fleet(2);
    const [one, other] = processes;
    await read(one?.fetch(url) as Promise<Response>);
    clock.advance(30_000);

    const response = (await other?.fetch(url)) as Response;

    expect(await response.text()).toBe('answer 1');
    expect(Number(response.headers.get('age'))).toBeGreaterThanOrEqual(30);
    expect(cacheStatus(response)).toContain('hit');
    clock.advance(30_000);
    await read(other?.fetch(url) as Promise<Response>);
    expect(requests).toHaveLength(2);
  });

  test('revalidate what is stale once for all', async () => {
    const { url, requests } = await origin((request, response) => {
      const isSame = request.headers['if-none-match'] === '"a"';
      response.writeHead(isSame ? 304 : 200, CACHEABLE).end(isSame ? undefined : 'body');
    });
    const { clock, processes } = fleet(3);
    for (const { fetch } of processes) await read(fetch(url));
    clock.advance(60_000);

    for (const { fetch } of processes) expect(await read(fetch(url))).toBe('body');

    expect(requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"a"']);
  });

  test('find each variant that another has stored', async () => {
    const { url, requests } = await origin((request, response) => {
      response.writeHead(200, { ...CACHEABLE, vary: 'x-variant' });
      response.end(request.headers['x-variant']);
    });
    const { processes } = fleet(2);
    const ask = (process: number, variant: string): Promise<string> =>
      read(
        processes[process]?.fetch(url, { headers: { 'x-variant': variant } }) as Promise<Response>,
      );

    for (const variant of ['a', 'b', 'c']) await ask(0, variant);
    for (const variant of ['a', 'b', 'c']) expect(await ask(1, variant)).toBe(variant);

    expect(requests).toHaveLength(3);
  });

  test('hear of each other’s writes', async () => {
    const { url } = await origin(always(CACHEABLE));
    const { processes } = fleet(2);
    const [one, other] = processes;
    await read(one?.fetch(url) as Promise<Response>);
    await read(other?.fetch(url) as Promise<Response>);

    await one?.fetch(url, { method: 'PUT' });
    await turn();

    expect(await read(other?.fetch(url) as Promise<Response>)).toBe('answer 3');
  });

  test('fetch side by side what may not be shared', async () => {
    const { answer, release } = held(always({ 'cache-control': 'no-store' }));
    const { url, arrived } = await origin(answer);
    const { processes } = fleet(4);

    const responses = Promise.all(processes.map(({ fetch }) => fetch(url)));
    await arrived(1);
    release(1);
    await arrived(4);
    release();

    expect(new Set(await texts(await responses)).size).toBe(4);
  });

  describe('use what another has stored and is stale', () => {
    const stored = async (cacheControl: string) => {
      const { url, requests, stop } = await origin(
        always({ 'cache-control': cacheControl, etag: '"a"' }),
      );
      const { clock, processes } = fleet(2);
      const [one, other] = processes;
      await read(one?.fetch(url) as Promise<Response>);
      clock.advance(2_000);
      const ask = (init?: RequestInit): Promise<Response> =>
        other?.fetch(url, init) as Promise<Response>;
      return { ask, requests, stop };
    };

    test('while it is refreshed', async () => {
      const { ask } = await stored('max-age=1, stale-while-revalidate=60');

      expect(await texts(await Promise.all(times(5, () => ask())))).toEqual(
        times(5, () => 'answer 1'),
      );
    });

    test('where the caller takes what there is', async () => {
      const { ask, requests } = await stored('max-age=1');

      expect(await read(ask({ cache: 'force-cache' }))).toBe('answer 1');
      expect(requests).toHaveLength(1);
    });

    test('while the origin cannot be reached', async () => {
      const { ask, stop } = await stored('max-age=1');
      stop();

      expect(await texts(await Promise.all(times(5, () => ask())))).toEqual(
        times(5, () => 'answer 1'),
      );
    });
  });

  test('share with those who have credentials what another obtained without', async () => {
    const { url, requests } = await origin(always(CACHEABLE));
    const { processes } = fleet(2);
    const [one, other] = processes;
    await read(one?.fetch(url) as Promise<Response>);

    const init = { headers: { authorization: 'alice' } };

    expect(await read(other?.fetch(url, init) as Promise<Response>)).toBe('answer 1');
    expect(requests).toHaveLength(1);
  });

  test.each([
    ['no response', 'garbage'],
    ['one without terms', { terms: null }],
    ['one with headers that are none', { headers: ['x'] }],
    ['one with fields that select nothing', { selecting: [null] }],
    ['one with a status that is none', { status: 999 }],
  ])('go upstream where what stands in L2 is %s', async (_name, change) => {
    const { url } = await origin(always(CACHEABLE));
    const { processes } = fleet(2);
    const [one, other] = processes;
    await read(one?.fetch(url) as Promise<Response>);
    const cache = one?.cache as CacheManager;
    for (const key of [...cache.keys()]) {
      const value = cache.peek<{ body?: unknown }>(key);
      const isResponse = value?.body !== undefined;
      const bad = typeof change === 'string' ? change : { ...value, ...change };
      if (isResponse) await cache.set(key, bad, { ttl: 60_000 });
    }

    expect(await read(other?.fetch(url) as Promise<Response>)).toBe('answer 2');
  });

  test('answer only-if-cached from what another has stored', async () => {
    const { url } = await origin(always(CACHEABLE));
    const { processes } = fleet(2);
    const [one, other] = processes;
    await read(one?.fetch(url) as Promise<Response>);

    expect(await read(other?.fetch(url, { cache: 'only-if-cached' }) as Promise<Response>)).toBe(
      'answer 1',
    );
  });
});

test('fetches of other rules, and other hosts, share no response in one cache, but their writes', async () => {
  const { url } = await origin(always(CACHEABLE));
  const cache = new CacheManager();
  const mine = createFetch({ cache });
  const everyones = createFetch({ cache, shared: true });
  await read(mine(url));

  expect(await read(everyones(url))).toBe('answer 2');
  await mine(url, { method: 'DELETE' });

  expect(await read(everyones(url))).toBe('answer 4');
});
