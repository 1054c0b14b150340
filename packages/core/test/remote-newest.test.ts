import { CacheManager, type RemoteTier } from '@sameflight/core';
import { type Deferred, deferred } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { fleet } from './support/fleet.js';
import { settle } from './support/settle.js';

describe('P23 nothing old comes back from L2', () => {
  it('after a key was expired here, though `get` and `has` ask for it first', async () => {
    const { members, remote } = fleet();
    const [{ cache }] = members;
    let calls = 0;
    const fetcher = () => ++calls;
    await cache.getOrFetch('key', fetcher);
    await settle();
    expect(remote.keys).toEqual(['key']);

    cache.expire('key');

    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.has('key')).toBe(false);
    expect(await cache.getOrFetch('key', fetcher)).toBe(2);
  });

  it('K-04 by a slow `get` that was overtaken by a refresh', async () => {
    const { clock, members } = fleet();
    const [first, second] = members;
    const { tier, gate } = slowToRead(second.tier);
    await using cache = new CacheManager({ clock, remote: tier });
    await first.cache.set('key', 'v1');
    const slow = cache.get('key');
    await settle();
    clock.advance(10);

    await cache.getOrFetch('key', () => 'v2', { refresh: true });
    gate.resolve();
    await slow;

    expect(cache.peek('key')).toBe('v2');
  });

  it('after its fetcher asked that nothing be stored', async () => {
    const { members, remote } = fleet();
    const [first, second] = members;
    await first.cache.set('key', 'old');

    await second.cache.getOrFetch(
      'key',
      ({ doNotStore }) => {
        doNotStore();
        return 'for now';
      },
      { refresh: true },
    );
    await settle();

    expect(remote.keys).toEqual([]);
    expect(await second.cache.get('key')).toBeUndefined();
    expect(first.cache.peek('key')).toBeUndefined();
  });

  it('after a batch did not return it', async () => {
    const { clock, members, remote } = fleet({ ttl: 10, staleWhileRevalidate: 1_000 });
    const [{ cache }] = members;
    await cache.set('key', 'old');
    clock.advance(20);
    const fetchMany = vi.fn(() => new Map<string, string>());

    await cache.getOrFetchMany(['key'], fetchMany);
    await settle();

    expect(remote.keys).toEqual([]);
    expect(await cache.getOrFetchMany(['key'], fetchMany)).toEqual(new Map());
  });

  it('asks L2 to forget nothing where it held nothing', async () => {
    const { members } = fleet();
    const [{ cache, tier }] = members;
    const forget = vi.spyOn(tier, 'delete');

    await cache.getOrFetchMany(['key'], () => new Map());
    await settle();

    expect(forget).not.toHaveBeenCalled();
  });

  it('after it was deleted by whoever heard that it was set', async () => {
    const { members, remote } = fleet();
    const [{ cache }] = members;
    let deleted: Promise<boolean> | undefined;
    cache.on('store', ({ key }) => {
      deleted ??= cache.delete(key);
    });

    await cache.set('key', 'old');
    await deleted;

    expect(remote.keys).toEqual([]);
    expect(await cache.get('key')).toBeUndefined();
  });
});

describe('P23 what was fetched reaches L2', () => {
  it('though whoever hears that it was stored deletes another key', async () => {
    const { members, remote } = fleet();
    const [{ cache }] = members;
    cache.on('store', () => cache.delete('list of all'));

    await cache.getOrFetch('key', () => 'value');
    await settle();

    expect(remote.keys).toEqual(['key']);
  });

  it('and not where he deletes this one', async () => {
    const { members, remote } = fleet();
    const [{ cache }] = members;
    cache.on('store', ({ key }) => cache.delete(key));

    expect(await cache.getOrFetch('key', () => 'value')).toBe('value');
    await settle();

    expect(remote.keys).toEqual([]);
    expect(cache.peek('key')).toBeUndefined();
  });
});

/** A tier whose reads come back only when they are let. */
function slowToRead(tier: RemoteTier): {
  readonly tier: RemoteTier;
  readonly gate: Deferred<void>;
} {
  const gate = deferred<void>();
  const read = tier.read.bind(tier);
  tier.read = async (key) => {
    const record = await read(key);
    await gate.promise;
    return record;
  };
  return { tier, gate };
}
