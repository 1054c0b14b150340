import { CacheManager, type FetchManyContext, type RemoteTier } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { fleet } from './support/fleet.js';
import { settle } from './support/settle.js';

const upperCase = async (keys: readonly string[]): Promise<Map<string, string>> =>
  new Map(keys.map((key) => [key, key.toUpperCase()]));

describe('batches of a fleet', () => {
  it('P23 fetch only the keys that neither memory nor L2 holds', async () => {
    const { members } = fleet();
    const [first, second] = members;
    await first.cache.set('a', 'from L2');
    await second.cache.set('b', 'from L1');
    const fetchMany = vi.fn(upperCase);

    const values = await second.cache.getOrFetchMany(['a', 'b', 'c', 'd'], fetchMany);

    expect([...values]).toEqual([
      ['a', 'from L2'],
      ['b', 'from L1'],
      ['c', 'C'],
      ['d', 'D'],
    ]);
    expect(fetchMany).toHaveBeenCalledTimes(1);
    expect(fetchMany.mock.calls[0]?.[0]).toEqual(['c', 'd']);
  });

  it('P23 share keys with the batches of other processes', async () => {
    const { members } = fleet();
    const [first, second] = members;
    const upstream = deferred<Map<string, string>>();
    const one = first.cache.getOrFetchMany(['a', 'b'], () => upstream.promise);
    await settle();
    const fetchMany = vi.fn(upperCase);
    const two = second.cache.getOrFetchMany(['b', 'c'], fetchMany);
    await settle();
    expect(fetchMany.mock.calls.map(([keys]) => keys)).toEqual([['c']]);
    upstream.resolve(new Map(Object.entries({ a: '1', b: '2' })));

    expect(Object.fromEntries(await one)).toEqual({ a: '1', b: '2' });
    expect(Object.fromEntries(await two)).toEqual({ b: '2', c: 'C' });
  });

  it('go upstream once the last key has been answered, by L2 or by a lease', async () => {
    const { clock, members } = fleet();
    const [first, { tier }] = members;
    await first.cache.set('b', 'from L2');
    const late = deferred<void>();
    const remote: RemoteTier = {
      read: (key) => tier.read(key),
      claim: async (key, options) => {
        if (key === 'b') await late.promise;
        return tier.claim(key, options);
      },
      write: (key, entry) => tier.write(key, entry),
      delete: (key) => tier.delete(key),
      deleteByTag: (tag) => tier.deleteByTag(tag),
      clear: () => tier.clear(),
      listen: (listener) => tier.listen(listener),
      close: () => tier.close(),
    };
    await using cache = new CacheManager({ clock, remote });
    const fetchMany = vi.fn(upperCase);

    const values = cache.getOrFetchMany(['a', 'b'], fetchMany);
    await settle();
    expect(fetchMany).not.toHaveBeenCalled();
    late.resolve();

    expect(Object.fromEntries(await values)).toEqual({ a: 'A', b: 'from L2' });
    expect(fetchMany.mock.calls.map(([keys]) => keys)).toEqual([['a']]);
  });

  it('fetch a key themselves that another process failed to fetch', async () => {
    const { members } = fleet();
    const [first, second] = members;
    const upstream = deferred<Map<string, string>>();
    const one = first.cache.getOrFetchMany(['a'], () => upstream.promise);
    await settle();
    const fetchMany = vi.fn(upperCase);
    const two = second.cache.getOrFetchMany(['a', 'b'], fetchMany);
    await settle();
    upstream.reject(new Error('down'));

    await expect(one).rejects.toThrow('down');
    expect(Object.fromEntries(await two)).toEqual({ a: 'A', b: 'B' });
    expect(fetchMany.mock.calls.map(([keys]) => keys)).toEqual([['b'], ['a']]);
  });

  it('leave no lease on a key that upstream does not know', async () => {
    const { members, remote } = fleet();
    const [first] = members;
    const values = await first.cache.getOrFetchMany(['a', 'b'], async () => new Map([['a', 'A']]));
    await settle();

    expect([...values]).toEqual([['a', 'A']]);
    expect(remote.leased).toEqual([]);
    expect(remote.keys).toEqual(['a']);
  });

  it('go upstream when L2 is out of reach', async () => {
    const { members } = fleet();
    const [first] = members;
    first.tier.cut();
    const fetchMany = vi.fn(upperCase);

    const values = await first.cache.getOrFetchMany(['a', 'b'], fetchMany);

    expect(values.size).toBe(2);
    expect(fetchMany).toHaveBeenCalledTimes(1);
  });

  it('abort their fetch when the cache closes', async () => {
    const { members } = fleet();
    const [first] = members;
    let signal: AbortSignal | undefined;
    const fetchMany = (_: readonly string[], context: FetchManyContext) => {
      signal = context.signal;
      return new Promise<Map<string, string>>(() => undefined);
    };
    const answer = first.cache.getOrFetchMany(['a', 'b'], fetchMany);
    answer.catch(() => undefined);
    await settle();
    await first.cache.close();

    await expect(answer).rejects.toMatchObject({ code: 'CLOSED' });
    expect(signal?.aborted).toBe(true);
  });
});
