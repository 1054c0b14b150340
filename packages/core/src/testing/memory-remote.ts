import type { Clock } from '../clock.js';
import { MemoryBus } from './memory-bus.js';
import { MemoryServer } from './memory-server.js';
import { MemoryTier } from './memory-tier.js';

export interface MemoryRemoteOptions {
  /** The store's time, and that of the tiers' own timers. The caches on it may share it or not. */
  readonly clock: Clock;
  /** How long a lease stands that nobody renews, in milliseconds. @default 10_000 */
  readonly leaseDuration?: number;
  /** Messages arrive before the operation that sends them resolves, or when `deliver` says so. @default 'at-once' */
  readonly delivery?: 'at-once' | 'by-hand';
}

/**
 * The store, the leases and the bus of a fleet, in memory: for tests of what several processes do together.
 * Each `tier()` is one process's: `new CacheManager({ remote: remote.tier(), clock })`.
 */
export class MemoryRemote {
  readonly #bus: MemoryBus;
  readonly #server: MemoryServer;

  constructor({ clock, leaseDuration = 10_000, delivery = 'at-once' }: MemoryRemoteOptions) {
    this.#bus = new MemoryBus(delivery === 'by-hand');
    this.#server = new MemoryServer(clock, leaseDuration, this.#bus);
  }

  /** A new process's tier. */
  tier(): MemoryTier {
    return new MemoryTier(this.#server, this.#bus);
  }

  /** Keys with a value that is of any use, fresh or not. */
  get keys(): readonly string[] {
    return this.#server.keys;
  }

  /** Keys under a lease that stands. */
  get leased(): readonly string[] {
    return this.#server.leased;
  }

  /** Messages that wait for `deliver`. */
  get messages(): number {
    return this.#bus.waiting;
  }

  /** Delivers the oldest messages that wait: all of them, or `count`. */
  deliver(count: number = Number.POSITIVE_INFINITY): void {
    this.#bus.deliver(count);
  }

  /** Loses the oldest messages that wait: all of them, or `count`. */
  dropMessages(count: number = Number.POSITIVE_INFINITY): void {
    this.#bus.drop(count);
  }

  /** Takes a key's lease away without a word, as an eviction or a failover does. Says whether one stood. */
  loseLease(key: string): boolean {
    return this.#server.loseLease(key);
  }

  /** Loses everything without a word, as a restart does: values and leases. */
  flush(): void {
    this.#server.flush();
  }
}
