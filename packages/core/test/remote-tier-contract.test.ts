import type { RemoteTier } from '@sameflight/core';
import {
  FakeClock,
  MemoryRemote,
  type MemoryTier,
  remoteTierContract,
  type TierBench,
} from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import { settle } from './support/settle.js';

class MemoryBench implements TierBench {
  readonly leaseDuration = 200;
  readonly #clock = new FakeClock();
  readonly #remote = new MemoryRemote({ clock: this.#clock, leaseDuration: this.leaseDuration });
  readonly #tiers: MemoryTier[] = [];

  connect(): RemoteTier {
    const tier = this.#remote.tier();
    this.#tiers.push(tier);
    return tier;
  }

  async pass(milliseconds: number): Promise<void> {
    this.#clock.advance(milliseconds);
    await settle();
  }

  cut(tier: RemoteTier): void {
    (tier as MemoryTier).cut();
  }

  restore(tier: RemoteTier): void {
    (tier as MemoryTier).resume();
  }

  async close(): Promise<void> {
    for (const tier of this.#tiers) await tier.close();
    expect(this.#clock.timers).toBe(0);
  }
}

describe('the in-memory tier', () => {
  for (const { title, run } of remoteTierContract(() => new MemoryBench())) it(title, run);
});
