import type { RemoteTier } from '@sameflight/core';
import { deferred, FakeClock, MemoryRemote } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { testCache, turn } from './support/test-cache.js';

describe('what comes from L2 is told apart', () => {
  it('says of a flight that landed with what L2 held that it came from there', async () => {
    const clock = new FakeClock(1_000);
    const remote = new MemoryRemote({ clock, leaseDuration: 1_000 });
    const { cache: one } = testCache({ clock, remote: remote.tier() });
    const { cache: other } = testCache({ clock, remote: remote.tier() });
    const landed = vi.fn();
    for (const cache of [one, other]) cache.on('land', ({ from }) => landed(from));

    await one.getOrFetch('key', () => 'value');
    await turn();
    expect(await other.getOrFetch('key', () => 'unneeded')).toBe('value');

    expect(landed.mock.calls).toEqual([['upstream'], ['remote']]);
  });

  it('P17 keeps what was set while L2 refused the value that was fetched before', async () => {
    const refused = deferred<boolean>();
    const lease = { write: () => refused.promise, release: async () => {} };
    const { cache } = testCache({ remote: tier(async () => granted(lease)) });

    await cache.getOrFetch('key', () => 'fetched');
    await cache.set('key', 'set');
    refused.resolve(false);
    await turn();

    expect(cache.peek('key')).toBe('set');
  });

  it('tells that L2 refused what was fetched, and keeps it here no longer', async () => {
    const lease = { write: async () => false, release: async () => {} };
    const { cache } = testCache({ remote: tier(async () => granted(lease)) });
    const dropped = vi.fn();
    cache.on('drop', dropped);

    await cache.getOrFetch('key', () => 'overtaken');
    await turn();

    expect(cache.peek('key')).toBeUndefined();
    expect(dropped.mock.calls).toEqual([[{ key: 'key', reason: 'invalidated' }]]);
  });

  it('tells of no failure where L2 refused what is not kept here any more', async () => {
    const refused = deferred<boolean>();
    const lease = { write: () => refused.promise, release: async () => {} };
    const { cache } = testCache({ remote: tier(async () => granted(lease)) });
    const failed = vi.fn();
    cache.on('remote-failure', failed);

    await cache.getOrFetch('key', () => 'fetched');
    await cache.delete('key');
    refused.resolve(false);
    await turn();

    expect(failed).not.toHaveBeenCalled();
  });

  it('P16 serves nothing stale from L2 whose tag was invalidated while it was on its way', async () => {
    const { cache, claim } = claiming();

    const call = cache.getOrFetch('key', () => 'new');
    await cache.deleteByTag('red');
    claim.resolve(granted(WILLING, { value: 'old', windows: STALE, tags: ['red'], age: 10 }));

    expect(await call).toBe('new');
  });

  it('P16 serves nothing stale from L2 that was deleted while it was on its way', async () => {
    const { cache, claim } = claiming();

    const call = cache.getOrFetch('key', () => 'new');
    await cache.delete('key');
    claim.resolve(granted(WILLING, { value: 'old', windows: STALE, tags: [], age: 10 }));

    expect(await call).toBe('new');
    expect(cache.inspect('key')).toBeUndefined();
  });
});

const STALE = { ttl: 0, staleWhileRevalidate: 1_000, staleIfError: 1_000, keep: 0 };

/** A lease that lets everything be written. */
const WILLING = { write: async () => true, release: async () => {} };

/** A cache whose claims are on their way until the test answers them. */
function claiming() {
  const claim = deferred<unknown>();
  const { cache } = testCache({ remote: tier(() => claim.promise) });
  return { cache, claim };
}

function granted(lease: object, stale?: object): object {
  return { kind: 'granted', lease, stale };
}

/** A tier that does nothing but to answer claims. */
function tier(claim: () => Promise<unknown>): RemoteTier {
  const verbs = ['read', 'write', 'delete', 'deleteByTag', 'clear', 'listen', 'close'];
  const idle = Object.fromEntries(verbs.map((verb) => [verb, async () => {}]));
  return { ...idle, claim } as unknown as RemoteTier;
}
