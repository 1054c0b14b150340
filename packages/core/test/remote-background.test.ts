import { controlledFetcher } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import { fleet } from './support/fleet.js';
import { settle } from './support/settle.js';

/** Collects work as a serverless platform does. */
class Platform {
  readonly #work: Promise<void>[] = [];
  unfinished = 0;

  readonly waitUntil = (work: Promise<void>): void => {
    this.unfinished++;
    this.#work.push(work.finally(() => this.unfinished--));
  };

  async finish(): Promise<void> {
    await Promise.all(this.#work);
  }
}

describe('work that goes on after the answer', () => {
  it('is given to waitUntil: the write to L2', async () => {
    const platform = new Platform();
    const { members, remote } = fleet({ waitUntil: platform.waitUntil });
    const [first] = members;
    const held = first.tier.hold('lease.write');
    await first.cache.getOrFetch('key', () => 'value');
    expect(platform.unfinished).toBe(1);
    held.release();
    await platform.finish();

    expect(remote.keys).toEqual(['key']);
  });

  it('is given to waitUntil: the release of a lease', async () => {
    const platform = new Platform();
    const { members, remote } = fleet({ waitUntil: platform.waitUntil });
    const [first] = members;
    const held = first.tier.hold('lease.release');
    const failing = first.cache.getOrFetch('key', () => Promise.reject(new Error('down')));
    await expect(failing).rejects.toThrow('down');
    expect(platform.unfinished).toBe(1);
    held.release();
    await platform.finish();

    expect(remote.leased).toEqual([]);
  });

  it('is given to waitUntil: the refresh of a stale value from L2', async () => {
    const platform = new Platform();
    const { clock, members } = fleet({ ttl: 1_000, staleWhileRevalidate: 1_000 });
    const [first, second] = members;
    await first.cache.set('key', 'old');
    clock.advance(1_500);
    const upstream = controlledFetcher<string>();
    const { waitUntil } = platform;
    expect(await second.cache.getOrFetch('key', upstream.fetch, { waitUntil })).toBe('old');
    await settle();
    expect(platform.unfinished).toBe(1);
    upstream.resolve('new');
    await platform.finish();

    expect(second.cache.peek('key')).toBe('new');
  });

  it('never rejects', async () => {
    const platform = new Platform();
    const { members } = fleet({ waitUntil: platform.waitUntil });
    const [first] = members;
    first.tier.fail('lease.write');
    await first.cache.getOrFetch('key', () => 'value');

    await expect(platform.finish()).resolves.toBeUndefined();
  });
});
