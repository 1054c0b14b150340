import { describe, expect, it } from 'vitest';
import { runChild } from './support/child.js';

const setUp = `
  import { CacheManager } from '@sameflight/core';
  const never = () => new Promise(() => {});
  const caught = (promise) => promise.catch(() => {});
`;

describe('P19 K-22 nothing of the library keeps a process alive', () => {
  it('exits by itself with flights, timeouts and entries in the air, and no cache closed', async () => {
    const { code, output, errors, lingered } = await runChild(`${setUp}
      const cache = new CacheManager({ ttl: 3_600_000, staleWhileRevalidate: 1e9 });
      await cache.getOrFetch('cached', () => 1);
      for (let hit = 0; hit < 10_000; hit++) cache.getOrFetch('cached', () => 1);
      caught(cache.getOrFetch('hung', never));
      caught(cache.getOrFetch('timed', never, { timeout: 3_600_000, signal: new AbortController().signal }));
      caught(cache.getOrFetchMany(['a', 'b'], never, { softTimeout: 3_600_000 }));
      await cache.set('stale', 1, { ttl: 0, staleWhileRevalidate: 1e9 });
      await cache.getOrFetch('stale', never);
      console.log(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length);
    `);

    expect({ code, output, errors }).toEqual({ code: 0, output: '0\n', errors: '' });
    expect(lingered).toBeLessThan(1_000);
  });

  it('exits by itself after close', async () => {
    const { code, output, errors } = await runChild(`${setUp}
      const cache = new CacheManager();
      const hung = cache.getOrFetch('hung', never, { timeout: 1e6 }).catch(({ code }) => code);
      await cache.close();
      console.log(await hung);
    `);

    expect({ code, output, errors }).toEqual({ code: 0, output: 'CLOSED\n', errors: '' });
  });
});

describe('P8 K-22 the library is silent', () => {
  it('leaves no rejection unhandled and prints no warning, however fetches and listeners fail', async () => {
    const { code, output, errors } = await runChild(`${setUp}
      const failing = () => Promise.reject(new Error('down'));
      const throwing = () => { throw new Error('down'); };
      const windows = { ttl: 0, staleWhileRevalidate: 1e9, retryAfter: 0 };
      const cache = new CacheManager({ ...windows, waitUntil: throwing });
      for (const event of ['hit', 'stale', 'fetch', 'failure', 'store', 'drop', 'listener-failure']) {
        cache.on(event, throwing);
        cache.on(event, failing);
      }
      await cache.set('stale', 1);
      for (const fetcher of [failing, throwing]) {
        await cache.getOrFetch('stale', fetcher);
        await cache.getOrFetchMany(['stale'], fetcher);
        await caught(cache.getOrFetch('key', fetcher));
        await caught(cache.getOrFetch('key', fetcher, { timeout: 10, signal: new AbortController().signal }));
        await caught(cache.getOrFetchMany(['a', 'b', 'c'], fetcher));
        await caught(cache.getOrFetchWithInfo('key', fetcher));
      }
      const controller = new AbortController();
      const left = caught(cache.getOrFetch('left', failing, { signal: controller.signal }));
      controller.abort();
      await left;
      await caught(cache.getOrFetch('late', failing, { timeout: 1, flightTimeout: 1 }));
      await new Promise((resolve) => setTimeout(resolve, 20));
      await cache.close();
      console.log('done');
    `);

    expect({ code, output, errors }).toEqual({ code: 0, output: 'done\n', errors: '' });
  });

  it('K-09 warns of no leak, with thousands of calls on one signal', async () => {
    const { code, output, errors } = await runChild(`${setUp}
      import { getEventListeners } from 'node:events';
      const cache = new CacheManager({ maxEntries: 10 });
      const controller = new AbortController();
      const { signal } = controller;
      const fetcher = ({ signal }) => {
        for (let index = 0; index < 5; index++) signal.addEventListener('abort', () => {});
        return new Promise((resolve) => setImmediate(resolve));
      };
      const calls = Array.from({ length: 2_000 }, (_, index) => cache.getOrFetch(\`\${index}\`, fetcher, { signal }));
      const inTheAir = getEventListeners(signal, 'abort').length;
      await Promise.all(calls);
      console.log(inTheAir, getEventListeners(signal, 'abort').length);
    `);

    expect({ code, output, errors }).toEqual({ code: 0, output: '1 0\n', errors: '' });
  });
});

describe('K-15 nothing is done to what all share', () => {
  it('runs with frozen prototypes', async () => {
    const { code, output, errors } = await runChild(`${setUp}
      for (const { prototype } of [Object, Array, Map, Set, Promise, Function, Error]) Object.freeze(prototype);
      const cache = new CacheManager();
      for (const key of ['__proto__', 'constructor', 'toString', '']) {
        await cache.set(key, key);
        if (await cache.getOrFetch(key, () => 'other') !== key) throw new Error(key);
      }
      const many = await cache.getOrFetchMany(['__proto__', 'a'], (keys) => new Map(keys.map((key) => [key, 1])));
      await caught(cache.getOrFetch('b', () => { throw new Error('down'); }));
      await caught(cache.getOrFetch(5, () => 1));
      console.log(many.size, cache.size);
    `);

    expect({ code, output, errors }).toEqual({ code: 0, output: '2 5\n', errors: '' });
  });
});

describe('P10 where the platform has no AsyncLocalStorage', () => {
  it('K-07 bounds a fetcher that waits for itself by `flightTimeout`', async () => {
    const { code, output, errors } = await runChild(`
      process.getBuiltinModule = undefined;
      const { CacheManager } = await import('@sameflight/core');
      const cache = new CacheManager({ flightTimeout: 50 });
      const keepAlive = setTimeout(() => {}, 10_000);
      const reason = await cache.getOrFetch('a', () => cache.getOrFetch('a', () => 1)).catch((error) => error);
      await cache.set('b', 1, { ttl: 0, staleWhileRevalidate: 1e9 });
      const stale = await cache.getOrFetch('b', () => 2);
      await null;
      console.log(reason.code, stale, await cache.getOrFetch('c', () => 3));
      clearTimeout(keepAlive);
    `);

    expect({ code, output, errors }).toEqual({
      code: 0,
      output: 'FLIGHT_TIMEOUT 1 3\n',
      errors: '',
    });
  });
});
