import { runInNewContext } from 'node:vm';
import type { FetchManyContext } from '@sameflight/core';
import { describe, expect, it, vi } from 'vitest';
import { testCache, turn } from './support/test-cache.js';

describe('P7 each value of a batch settles by itself', () => {
  it('is taken out of its promise, and out of anything with a `then`', async () => {
    const { cache } = testCache();
    // biome-ignore lint/suspicious/noThenProperty: it is what is tested
    const thenable = { then: (resolve: (value: string) => void) => resolve('from a thenable') };

    const values = await cache.getOrFetchMany<string>(
      ['a', 'b'],
      () =>
        new Map<string, string | PromiseLike<string>>([
          ['a', Promise.resolve('from a promise')],
          ['b', thenable as PromiseLike<string>],
        ]),
    );

    expect([...values.values()]).toEqual(['from a promise', 'from a thenable']);
    expect(cache.peek('a')).toBe('from a promise');
    expect(cache.peek('b')).toBe('from a thenable');
  });

  it('fails its key alone where its promise rejects, and is not stored', async () => {
    const { cache } = testCache();
    const values = () =>
      new Map([
        ['bad', Promise.reject(new Error('no such luck'))],
        ['good', Promise.resolve(1)],
      ]);

    await expect(cache.getOrFetchMany(['bad', 'good'], values)).rejects.toThrow('no such luck');

    expect(cache.peek('good')).toBe(1);
    expect(await cache.getOrFetch('bad', () => 'fresh')).toBe('fresh');
  });

  it('is given up when nobody waits for it any more, and the signal says so', async () => {
    const { cache } = testCache();
    const leaving = new AbortController();
    let signal: AbortSignal | undefined;
    const call = cache.getOrFetchMany(
      ['a', 'b'],
      (_, context) => {
        ({ signal } = context);
        return new Map([
          ['a', new Promise<number>(() => {})],
          ['b', Promise.resolve(1)],
        ]);
      },
      { signal: leaving.signal },
    );
    await turn();
    expect(cache.peek('b')).toBe(1);

    leaving.abort();

    await expect(call).rejects.toThrow('aborted');
    expect(signal?.aborted).toBe(true);
  });

  it('leaves the signal as it is once the last one is there', async () => {
    const { cache } = testCache();
    let signal: AbortSignal | undefined;

    await cache
      .getOrFetchMany(['a', 'b'], (_, context) => {
        ({ signal } = context);
        return new Map([
          ['a', Promise.resolve(1)],
          ['b', Promise.reject(new Error('no such luck'))],
        ]);
      })
      .catch(() => {});

    expect(signal?.aborted).toBe(false);
  });

  it('fails a refresh in the background where its promise rejects', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100 });
    const failures = vi.fn();
    cache.on('failure', failures);
    await cache.set('key', 'old');
    clock.advance(10);

    const refresh = () => new Map([['key', Promise.reject(new Error('no such luck'))]]);
    const values = await cache.getOrFetchMany<string>(['key'], refresh);

    expect(values.get('key')).toBe('old');
    await vi.waitFor(() => expect(failures).toHaveBeenCalledOnce());
  });

  it('fails its key alone where it does not let itself be looked at', async () => {
    const { cache } = testCache();
    const shy = Object.defineProperty({}, 'then', {
      get: () => {
        throw new Error('not so close');
      },
    });
    const values = () =>
      new Map<string, unknown>([
        ['shy', shy],
        ['good', 1],
      ]);

    await expect(cache.getOrFetchMany(['shy', 'good'], values)).rejects.toThrow('not so close');
    expect(cache.peek('good')).toBe(1);
  });
});

describe('what a batch returns is a map by what it can do', () => {
  it('may come from another realm', async () => {
    const { cache } = testCache();
    const theirs = runInNewContext('new Map([["a", 1]])') as Map<string, number>;

    expect(await cache.getOrFetchMany(['a'], () => theirs)).toEqual(new Map([['a', 1]]));
  });

  it.each([null, undefined, 'text', {}, []])('may not be %j', async (wrong) => {
    const { cache } = testCache();
    const call = cache.getOrFetchMany(['a'], () => wrong as never);

    await expect(call).rejects.toThrow('must return a Map from key to value');
  });
});

describe('P5 whoever keeps the context of a batch keeps no value', () => {
  it('and cannot take back a failure', async () => {
    const { cache } = testCache();
    let returned: unknown = 'something';

    const call = cache.getOrFetchMany(['a'], (_, context: FetchManyContext) => {
      returned = context.fail('a', new Error('gone'));
      return new Map();
    });

    await expect(call).rejects.toThrow('gone');
    expect(returned).toBeUndefined();
  });
});
