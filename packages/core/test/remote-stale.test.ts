import { controlledFetcher } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { fleet, LEASE } from './support/fleet.js';
import { settle } from './support/settle.js';
import { rejection } from './support/watch.js';

describe('stale values of a fleet', () => {
  it('P11 serves a stale value from L2 at once, while one refresh runs for all processes', async () => {
    const { clock, members } = fleet({ ttl: 1_000, staleWhileRevalidate: 1_000 });
    const [first, second, third] = members;
    await first.cache.set('key', 'old');
    clock.advance(1_500);
    const upstream = controlledFetcher<string>();
    const infos = [second, third].map(({ cache }) =>
      cache.getOrFetchWithInfo('key', upstream.fetch),
    );
    const plain = second.cache.getOrFetch('key', upstream.fetch);

    for (const info of infos)
      expect(await info).toEqual({ value: 'old', source: 'stale', age: 1_500, ttl: 0 });
    expect(await plain).toBe('old');
    expect(upstream.count).toBe(1);
    upstream.resolve('new');
    await settle();
    for (const { cache } of [second, third]) expect(cache.peek('key')).toBe('new');
  });

  it('P11 makes a caller wait who does not take it stale', async () => {
    const { clock, members } = fleet({ ttl: 1_000, staleWhileRevalidate: 1_000 });
    const [first, second] = members;
    await first.cache.set('key', 'old');
    clock.advance(1_500);
    const upstream = controlledFetcher<string>();
    const strict = second.cache.getOrFetch('key', upstream.fetch, { staleWhileRevalidate: 0 });
    const lenient = second.cache.getOrFetch('key', upstream.fetch);

    expect(await lenient).toBe('old');
    await settle();
    upstream.resolve('new');
    expect(await strict).toBe('new');
  });

  it('P11 does not serve it past its window', async () => {
    const { clock, members } = fleet({ ttl: 1_000, staleWhileRevalidate: 1_000, keep: 5_000 });
    const [first, second] = members;
    await first.cache.set('key', 'old');
    clock.advance(2_000);

    expect(await second.cache.getOrFetch('key', () => 'new')).toBe('new');
  });

  it('P12 P13 lets a stale value from L2 stand in for a failed fetch, and does not hammer', async () => {
    const { clock, members } = fleet({ ttl: 1_000, staleIfError: 10_000, retryAfter: 500 });
    const [first, second] = members;
    await first.cache.set('key', 'old');
    clock.advance(1_500);
    const fetcher = vi.fn(() => Promise.reject(new Error('down')));

    const info = await second.cache.getOrFetchWithInfo('key', fetcher);
    expect(info).toMatchObject({ value: 'old', source: 'fallback', age: 1_500 });
    expect(await second.cache.getOrFetch('key', fetcher)).toBe('old');
    expect(fetcher).toHaveBeenCalledTimes(1);
  });

  it('P15 gives the fetcher the stale value that L2 keeps for revalidation', async () => {
    const { clock, members } = fleet({ ttl: 1_000, keep: 10_000 });
    const [first, second, third] = members;
    await first.cache.set('key', 'old', { tags: ['red'] });
    clock.advance(1_500);

    const info = await second.cache.getOrFetchWithInfo('key', (context) => {
      expect(context.stale).toEqual({ value: 'old', age: 1_500, tags: ['red'] });
      return context.notModified<string>();
    });

    expect(info).toMatchObject({ value: 'old', source: 'fetched', age: 0 });
    await settle();
    expect(await third.cache.get('key')).toBe('old');
    await first.cache.deleteByTag('red');
    expect(await second.cache.get('key')).toBeUndefined();
  });

  it('P11 holds to its own stale value where that is the newer one', async () => {
    const { clock, members } = fleet({ ttl: 1_000, staleIfError: 10_000, retryAfter: 0 });
    const [first, second] = members;
    await first.cache.set('key', 'old');
    clock.advance(500);
    first.tier.fail('lease.write');
    await first.cache.getOrFetch('key', () => 'newer', { refresh: true });
    await settle();
    clock.advance(LEASE);

    const down = () => Promise.reject(new Error('down'));
    expect(await first.cache.getOrFetch('key', down)).toBe('newer');
    expect(await second.cache.getOrFetch('key', down)).toBe('old');
  });

  it('P11 takes the stale value of L2 where that is the newer one', async () => {
    const { clock, members } = fleet({ ttl: 1_000, staleIfError: 10_000 }, { delivery: 'by-hand' });
    const [first, second] = members;
    await first.cache.set('key', 'old');
    await second.cache.get('key');
    clock.advance(500);
    await first.cache.set('key', 'newer');
    clock.advance(1_500);

    const seen = await second.cache.getOrFetch('key', ({ stale }) => stale?.value);

    expect(seen).toBe('newer');
  });

  it('P8 reports a failed refresh of a value from L2 as an event, and nowhere else', async () => {
    const { clock, members } = fleet({ ttl: 1_000, staleWhileRevalidate: 1_000 });
    const [first, second] = members;
    await first.cache.set('key', 'old');
    clock.advance(1_500);
    const failures = vi.fn();
    second.cache.on('failure', failures);
    const error = new Error('down');
    expect(await second.cache.getOrFetch('key', () => Promise.reject(error))).toBe('old');
    await settle();

    expect(failures).toHaveBeenCalledWith(expect.objectContaining({ background: true, error }));
  });

  it('P5 rejects those who wait for the fetch and hold nothing that may stand in', async () => {
    const { clock, members } = fleet({ ttl: 1_000, keep: 10_000 });
    const [first, second] = members;
    await first.cache.set('key', 'old');
    clock.advance(1_500);
    const error = new Error('down');

    expect(await rejection(second.cache.getOrFetch('key', () => Promise.reject(error)))).toBe(
      error,
    );
  });
});
