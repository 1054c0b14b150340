import { CacheManager, type RemoteRecord } from '@sameflight/core';
import { controlledFetcher, FakeClock, type RemoteOperation } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { fleet, LEASE } from './support/fleet.js';
import { settle } from './support/settle.js';

describe('L2 out of reach', () => {
  it('P25 fetches once a process, and keeps in memory', async () => {
    const { members } = fleet();
    const fetcher = vi.fn(() => 'value');
    for (const { tier } of members) tier.cut();
    for (const { cache } of members) {
      const answers = Array.from({ length: 10 }, () => cache.getOrFetch('key', fetcher));
      expect(new Set(await Promise.all(answers))).toEqual(new Set(['value']));
    }

    expect(fetcher).toHaveBeenCalledTimes(3);
    for (const { cache } of members) expect(await cache.get('key')).toBe('value');
  });

  it('P25 answers a get from memory, and a miss as a miss', async () => {
    const { members } = fleet();
    const [first] = members;
    first.tier.cut();

    expect(await first.cache.get('key')).toBeUndefined();
    expect(await first.cache.has('key')).toBe(false);
    expect(first.failures.map(({ operation, key }) => [operation, key])).toContainEqual([
      'read',
      'key',
    ]);
  });

  it('P25 resolves a set, and tells that L2 does not know', async () => {
    const { members } = fleet();
    const [first, second] = members;
    first.tier.cut();
    await first.cache.set('key', 'value');

    expect(first.cache.peek('key')).toBe('value');
    expect(await second.cache.get('key')).toBeUndefined();
    expect(first.failures.at(-1)).toMatchObject({ operation: 'write', key: 'key' });
  });

  it.each<{ operation: RemoteOperation; told: string[][] }>([
    {
      operation: 'claim',
      told: [
        ['claim', 'fetched'],
        ['claim', 'failing'],
      ],
    },
    { operation: 'lease.write', told: [['write', 'fetched']] },
    { operation: 'lease.release', told: [['lease', 'failing']] },
    { operation: 'read', told: [['read', 'missing']] },
    { operation: 'write', told: [['write', 'set']] },
  ])(
    'P25 harms no caller when $operation fails, and tells of it once',
    async ({ operation, told }) => {
      const { members } = fleet();
      const [first] = members;
      const listenerFailures = vi.fn();
      first.cache.on('listener-failure', listenerFailures);
      first.tier.fail(operation);

      expect(await first.cache.getOrFetch('fetched', () => 'value')).toBe('value');
      await first.cache.set('set', 'value');
      expect(await first.cache.get('set')).toBe('value');
      expect(await first.cache.get('missing')).toBeUndefined();
      await expect(
        first.cache.getOrFetch('failing', () => Promise.reject(new Error('down'))),
      ).rejects.toThrow('down');
      await settle();
      expect(first.failures.map(({ operation, key }) => [operation, key])).toEqual(told);
      expect(listenerFailures).not.toHaveBeenCalled();
    },
  );

  it('P25 tells of a lost connection', async () => {
    const { members } = fleet();
    members[0].tier.cut();

    expect(members[0].failures).toMatchObject([{ operation: 'bus' }]);
  });

  it('P23 waits no longer than the lease for a claim that took effect and got no answer', async () => {
    const { clock, members } = fleet();
    const [first, second] = members;
    first.tier.fail('claim', { times: 1, isApplied: true });
    expect(await first.cache.getOrFetch('key', () => 'mine')).toBe('mine');
    const upstream = controlledFetcher<string>();
    const waiting = second.cache.getOrFetch('key', upstream.fetch);
    for (let step = 0; step < 3; step++) {
      await settle();
      clock.advance(LEASE);
    }
    await settle();
    upstream.resolve('value');

    expect(await waiting).toBe('value');
  });

  it('P25 goes by L2 again once it is back', async () => {
    const { members } = fleet();
    const [first, second] = members;
    first.tier.cut();
    await first.cache.getOrFetch('key', () => 'alone');
    first.tier.resume();
    await first.cache.getOrFetch('other', () => 'shared');
    await settle();

    expect(await second.cache.get('other')).toBe('shared');
  });

  it('P25 goes on alone when the wait for another process fails', async () => {
    const { members } = fleet();
    const [first] = members;
    const lost = new Error('lost');
    vi.spyOn(first.tier, 'claim').mockImplementation(async () => ({
      kind: 'busy',
      settled: Promise.reject(lost),
      stale: undefined,
    }));

    expect(await first.cache.getOrFetch('key', () => 'value')).toBe('value');
    expect(first.failures).toMatchObject([{ operation: 'claim', key: 'key', error: lost }]);
  });

  it('P25 takes a tier that does not know what it says for out of reach', async () => {
    const { members } = fleet();
    const [first] = members;
    const record = undefined as unknown as RemoteRecord;
    vi.spyOn(first.tier, 'claim').mockResolvedValue({ kind: 'stored', record });

    expect(await first.cache.getOrFetch('key', () => 'value')).toBe('value');
    expect(first.failures.at(-1)).toMatchObject({ operation: 'claim', key: 'key' });
  });

  it('P25 harms nobody when a tier throws where it should reject', async () => {
    const { members } = fleet();
    const [first] = members;
    for (const verb of ['claim', 'read', 'write'] as const)
      vi.spyOn(first.tier, verb).mockImplementation(() => {
        throw new Error(`${verb} throws`);
      });

    expect(await first.cache.getOrFetch('key', () => 'value')).toBe('value');
    await first.cache.set('set', 'value');
    expect(await first.cache.get('missing')).toBeUndefined();
  });
});

describe('what L2 returns', () => {
  const validate = (value: unknown): boolean => {
    if (value === 'explosive') throw new Error('boom');
    return value === 'good';
  };

  it.each(['bad', 'explosive'])('counts as a miss where `validate` refuses it: %s', async (bad) => {
    const { members } = fleet();
    const [first] = members;
    await first.cache.set('key', bad);
    const remote = first.tier;
    const clock = new FakeClock();
    await using strict = new CacheManager({ clock, remote, validate });
    const failures = vi.fn();
    strict.on('remote-failure', failures);

    expect(await strict.get('key')).toBeUndefined();
    expect(await strict.has('key')).toBe(false);
    expect(await strict.getOrFetch('key', () => 'good')).toBe('good');
    expect(failures).toHaveBeenCalledWith(
      expect.objectContaining({
        operation: 'validate',
        key: 'key',
        error: expect.objectContaining({
          message: expect.stringMatching(/boom|`validate` refused the value that L2 holds/),
        }),
      }),
    );
    await settle();
    expect(await members[1].cache.get('key')).toBe('good');
  });

  it('is not asked about by `validate` where it was fetched', async () => {
    const { members } = fleet({ validate });
    const [first] = members;

    expect(await first.cache.getOrFetch('key', () => 'bad')).toBe('bad');
  });

  it('is fetched where `validate` refuses it and the tier hands out nothing else', async () => {
    const { members } = fleet();
    const [{ cache, tier }] = members;
    await cache.set('key', 'bad');
    const claim = tier.claim.bind(tier);
    const deaf = vi.spyOn(tier, 'claim');
    deaf.mockImplementation((key, options) => {
      // Endless asking would never let the test runner interrupt it.
      if (deaf.mock.calls.length > 10) throw new Error('asked for ever');
      return claim(key, { ...options, refresh: false });
    });
    await using strict = new CacheManager({ clock: new FakeClock(), remote: tier, validate });

    expect(await strict.getOrFetch('key', () => 'good')).toBe('good');
    expect(deaf).toHaveBeenCalledTimes(2);
  });

  it('P7 tells a stored undefined from a miss', async () => {
    const { members } = fleet();
    const [first, second] = members;
    await first.cache.set('key', undefined);
    const fetcher = vi.fn(() => 'never');

    expect(await second.cache.has('key')).toBe(true);
    expect(await second.cache.getOrFetch<unknown>('key', fetcher)).toBeUndefined();
    expect(fetcher).not.toHaveBeenCalled();
  });
});
