import type * as core from '@sameflight/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { turn } from './support/test-cache.js';
import { rejection } from './support/watch.js';

/** A copy of the package, loaded on the platform as it has been made to look. */
async function load(): Promise<typeof core> {
  vi.resetModules();
  // The oracle watches a module of the first copy: its parts and those of another would not know each other.
  vi.doUnmock('../src/cache-core.js');
  return import('@sameflight/core');
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('a platform that has only web standards', () => {
  const withoutBuiltins = (): Promise<typeof core> => {
    vi.stubGlobal('process', { ...process, getBuiltinModule: undefined });
    return load();
  };

  it('P10 ends a fetcher that waits for itself by `flightTimeout`', async () => {
    const { CacheManager } = await withoutBuiltins();
    await using cache = new CacheManager({ flightTimeout: 5 });

    const call = cache.getOrFetch('key', () => cache.getOrFetch('key', () => 'unreached'));

    expect(await rejection(call)).toMatchObject({ code: 'FLIGHT_TIMEOUT' });
  });

  it('P21 refreshes in the background, and tells its listeners', async () => {
    const { CacheManager } = await withoutBuiltins();
    await using cache = new CacheManager({ ttl: 0, staleWhileRevalidate: 1e9 });
    const landed = vi.fn();
    cache.on('land', landed);
    await cache.set('key', 'old');

    expect(await cache.getOrFetch('key', () => 'new', { context: 'detached' })).toBe('old');
    await turn();

    expect(landed).toHaveBeenCalledTimes(1);
  });

  it('P19 counts deadlines where a timer is a number', async () => {
    const timers = new Map<number, () => void>();
    vi.stubGlobal(
      'setTimeout',
      (callback: () => void) => timers.set(timers.size + 1, callback).size,
    );
    vi.stubGlobal('clearTimeout', (timer: number) => timers.delete(timer));
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const { CacheManager } = await withoutBuiltins();
    const cache = new CacheManager();

    const call = rejection(cache.getOrFetch('key', () => new Promise(() => {}), { timeout: 10 }));
    now.mockReturnValue(10);
    for (const fire of timers.values()) fire();

    expect(await call).toMatchObject({ code: 'WAIT_TIMEOUT' });
    await cache.close();
    now.mockRestore();
  });
});

describe('a platform that has `AsyncLocalStorage` and is not Node', () => {
  it('P10 rejects at once a fetcher that waits for itself', async () => {
    vi.stubGlobal('navigator', { userAgent: 'Bun/1.4.5' });
    const { CacheManager } = await load();
    await using cache = new CacheManager();

    const call = cache.getOrFetch('key', async () => {
      await turn();
      return cache.getOrFetch('key', () => 'unreached');
    });

    expect(await rejection(call)).toMatchObject({ code: 'CIRCULAR_FLIGHT' });
  });
});

describe('K-20 a worker, whose timers belong to requests', () => {
  it('reads the clock for every hit', async () => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
    // In place before the package is loaded, which would else see that time is faked. However busy the machine, this is a rush.
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const { CacheManager } = await load();
    await using cache = new CacheManager();
    await cache.set('key', 'value');
    now.mockClear();

    for (let hit = 0; hit < 1_000; hit++) cache.peek('key');

    expect(now).toHaveBeenCalledTimes(1_000);
    now.mockRestore();
  });
});

describe('P4 a signal of another making', () => {
  it('aborts the wait, with an AbortError where it gives no reason', async () => {
    const { CacheManager } = await load();
    await using cache = new CacheManager();
    class PlainSignal extends EventTarget {
      aborted = false;
    }
    const signal = new PlainSignal();

    const call = rejection(
      cache.getOrFetch('key', () => new Promise(() => {}), { signal: signal as AbortSignal }),
    );
    signal.dispatchEvent(new Event('abort'));
    expect(await call).toMatchObject({ name: 'AbortError' });

    signal.aborted = true;
    const late = cache.getOrFetch('key', () => 'value', { signal: signal as AbortSignal });
    expect(await rejection(late)).toMatchObject({ name: 'AbortError' });
  });
});

describe('a tier that breaks its contract', () => {
  const tier = (verbs: object) => ({
    ...Object.fromEntries(
      ['read', 'claim', 'write', 'delete', 'deleteByTag', 'clear', 'listen', 'close'].map(
        (verb) => [verb, vi.fn(async () => undefined)],
      ),
    ),
    ...verbs,
  });
  const garbage: [string, object][] = [
    ['claims nothing', { claim: async () => null }],
    ['throws at a claim', { claim: () => JSON.parse('{') }],
    ['stores no record', { claim: async () => ({ kind: 'stored' }) }],
    [
      'stores tags that are none',
      {
        claim: async () => ({
          kind: 'granted',
          lease: undefined,
          stale: {
            value: 'stale',
            age: 0,
            windows: { ttl: 0, staleWhileRevalidate: 0, staleIfError: 0, keep: 10 },
            tags: { length: 1 },
          },
        }),
      },
    ],
  ];

  it.each(garbage)(
    'K-06b is passed by where it %s, and its failure is told',
    async (_how, verbs) => {
      const { CacheManager } = await load();
      let claims = 0;
      const remote = tier(verbs) as unknown as { claim(): Promise<unknown> };
      const { claim } = remote;
      remote.claim = async () => (claims++ === 0 ? claim() : undefined);
      await using cache = new CacheManager({ remote: remote as never });
      const failures = vi.fn();
      cache.on('remote-failure', failures);

      expect(await cache.getOrFetch('key', () => 'value')).toBe('value');

      expect(failures).toHaveBeenCalled();
      expect(cache.peek('key')).toBe('value');
    },
  );

  it('harms nobody where nobody listens', async () => {
    const { CacheManager } = await load();
    const failing = (): Promise<never> => Promise.reject(new Error('down'));
    const remote = tier({ read: failing, claim: failing, write: failing });
    await using cache = new CacheManager({ remote: remote as never });

    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.getOrFetch('key', () => 'value')).toBe('value');
    await cache.set('key', 'set');

    expect(cache.peek('key')).toBe('set');
  });
});
