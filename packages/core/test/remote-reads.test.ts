import { describe, expect, it, vi } from 'vitest';
import { fleet } from './support/fleet.js';
import { testCache } from './support/test-cache.js';

describe('`get` and `has` in a fleet', () => {
  it('P23 keep in memory what they find in L2, for what is left of its life', async () => {
    const { clock, members } = fleet();
    const [first, second] = members;
    await first.cache.set('key', 'value', 1_000);
    clock.advance(600);

    expect(await second.cache.get('key')).toBe('value');
    expect(second.cache.inspect('key')).toMatchObject({ value: 'value', age: 600, ttl: 400 });
    expect(await second.cache.has('key')).toBe(true);
    expect(second.tier.calls('read')).toBe(1);
  });

  it('find nothing there that is past its ttl, though it may still stand in for a failed fetch', async () => {
    const { clock, members } = fleet();
    const [first, second] = members;
    await first.cache.set('key', 'old', { ttl: 100, staleIfError: 1_000 });
    clock.advance(100);

    expect(await second.cache.get('key')).toBeUndefined();
    expect(await second.cache.has('key')).toBe(false);
    expect(second.cache.inspect('key')).toBeUndefined();
  });

  it('say what is wrong where `validate` refuses what L2 holds', async () => {
    const { members } = fleet({ validate: (value) => value === 'good' });
    const [first, second] = members;
    await first.cache.set('key', 'bad');

    expect(await second.cache.get('key')).toBeUndefined();
    expect(second.failures.map(({ error }) => String(error))).toEqual([
      'TypeError: `validate` refused the value that L2 holds',
    ]);
  });

  it('tell of no failure where there is no L2, nor does `set`', async () => {
    const { cache } = testCache();
    const failures = vi.fn();
    cache.on('remote-failure', failures);

    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.has('key')).toBe(false);
    await cache.set('key', 'value');

    expect(failures).not.toHaveBeenCalled();
  });
});
