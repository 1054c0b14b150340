import type { ClaimOptions, Lease, RemoteEntry, Windows } from '@sameflight/core';
import { type RedisTier, type RedisTierOptions, redisTier } from '../../src/index.js';
import { type Address, nodeRedis } from './clients.js';
import { Ear } from './ear.js';

/** A tier with someone who listens. */
export interface Heard {
  readonly tier: RedisTier;
  readonly ear: Ear;
}

/** Tiers of one test, closed together. */
export class Tiers {
  readonly #open: RedisTier[] = [];

  /** A tier that may still be connecting. */
  make(options: RedisTierOptions): Heard {
    const tier = redisTier(options);
    const ear = new Ear();
    tier.listen(ear);
    this.#open.push(tier);
    return { tier, ear };
  }

  /** A tier that is ready, over `redis` unless another client is given, and with patience for a busy machine. */
  async at(address: Address, options: Partial<RedisTierOptions> = {}): Promise<Heard> {
    const heard = this.make({ client: nodeRedis(address), timeout: 1_000, ...options });
    await heard.tier.ready();
    return heard;
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((tier) => tier.close()));
  }
}

/** For tests about the deadline: that of the default. */
export const hasty = { timeout: 50 } as const;

/** Fresh for a minute, and nothing after, unless told otherwise. */
export function windows(given: Partial<Windows> = {}): Windows {
  return { ttl: 60_000, staleWhileRevalidate: 0, staleIfError: 0, keep: 0, ...given };
}

export function entry(value: unknown, given: Partial<RemoteEntry> = {}): RemoteEntry {
  return { value, windows: windows(), tags: [], ...given };
}

export function options(given: Partial<ClaimOptions> = {}): ClaimOptions {
  return { refresh: false, signal: new AbortController().signal, ...given };
}

/** Claims a key that must be free. */
export async function leaseOn(tier: RedisTier, key: string): Promise<Lease> {
  const claim = await tier.claim(key, options());
  if (claim.kind !== 'granted') throw new Error(`the claim was ${claim.kind}, not granted`);
  return claim.lease;
}

/** Claims a key that must be taken. */
export async function busyOn(
  tier: RedisTier,
  key: string,
): Promise<{ readonly settled: Promise<'again' | 'alone'> }> {
  const claim = await tier.claim(key, options());
  if (claim.kind !== 'busy') throw new Error(`the claim was ${claim.kind}, not busy`);
  return claim;
}
