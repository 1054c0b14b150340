import type { Clock } from '../clock.js';
import type { RemoteEntry, RemoteRecord } from '../remote.js';
import type { MemoryBus } from './memory-bus.js';
import { MemoryRecords } from './memory-records.js';
import type { Subscriber } from './remote-message.js';

/** A lease as the server keeps it. */
export interface MemoryLease {
  readonly id: number;
  readonly key: string;
  /** How many invalidations of tags there had been at the claim. */
  readonly since: number;
  expiresAt: number;
}

/** The server's answer to a claim. */
export type ServerClaim =
  | { readonly kind: 'stored'; readonly record: RemoteRecord }
  | {
      readonly kind: 'granted';
      readonly lease: MemoryLease;
      readonly stale: RemoteRecord | undefined;
    }
  | {
      readonly kind: 'busy';
      readonly lease: MemoryLease;
      readonly stale: RemoteRecord | undefined;
    };

/** What stands at the far end of every tier of a `MemoryRemote`: each method is one atomic step. */
export class MemoryServer {
  readonly clock: Clock;
  readonly leaseDuration: number;
  readonly #bus: MemoryBus;
  readonly #records: MemoryRecords;
  readonly #leases: Map<string, MemoryLease> = new Map();
  #lastLease = 0;

  constructor(clock: Clock, leaseDuration: number, bus: MemoryBus) {
    this.clock = clock;
    this.leaseDuration = leaseDuration;
    this.#bus = bus;
    this.#records = new MemoryRecords(clock);
  }

  /** Keys with a value that is of any use. */
  get keys(): readonly string[] {
    return this.#records.keys();
  }

  /** Keys under a lease that stands. */
  get leased(): readonly string[] {
    return [...this.#leases.keys()].filter((key) => this.#standing(key) !== undefined);
  }

  read(key: string): RemoteRecord | undefined {
    return this.#records.read(key);
  }

  /** One step that reads, and leases where nobody else does. */
  claim(key: string, refresh: boolean): ServerClaim {
    const record = this.read(key);
    const isFresh = record !== undefined && record.age < record.windows.ttl;
    if (isFresh && !refresh) return { kind: 'stored', record };
    const stale = isFresh ? undefined : record;
    const standing = this.#standing(key);
    if (standing !== undefined) return { kind: 'busy', lease: standing, stale };
    return { kind: 'granted', lease: this.#grant(key), stale };
  }

  /** Says whether the lease still stood. */
  renew(lease: MemoryLease): boolean {
    if (this.#standing(lease.key) !== lease) return false;
    lease.expiresAt = this.clock.now() + this.leaseDuration;
    return true;
  }

  writeUnder(lease: MemoryLease, entry: RemoteEntry): boolean {
    const isRefused =
      this.#standing(lease.key) !== lease || this.#records.isOvertaken(entry.tags, lease.since);
    if (!isRefused) this.#records.put(lease.key, entry, lease.since);
    this.end(lease, 'again');
    return !isRefused;
  }

  /** Ends a lease if it stands, and wakes who waits for it. */
  end(lease: MemoryLease, next: 'again' | 'alone'): void {
    if (this.#leases.get(lease.key) !== lease) return;
    this.#leases.delete(lease.key);
    this.#bus.publish({ kind: 'settled', lease: lease.id, next });
  }

  write(key: string, entry: RemoteEntry, sender: Subscriber): void {
    this.#records.put(key, entry, this.#records.epoch);
    this.#voidLease(key);
    this.#bus.publish({ kind: 'key', key }, sender);
  }

  delete(key: string, sender: Subscriber): void {
    this.#records.delete(key);
    this.#voidLease(key);
    this.#bus.publish({ kind: 'key', key }, sender);
  }

  deleteByTag(tag: string, sender: Subscriber): void {
    this.#records.invalidateTag(tag);
    this.#bus.publish({ kind: 'tag', tag }, sender);
  }

  clear(sender: Subscriber): void {
    this.#records.clear();
    for (const key of [...this.#leases.keys()]) this.#voidLease(key);
    this.#bus.publish({ kind: 'all' }, sender);
  }

  /** Takes a lease away without a word. Says whether one stood. */
  loseLease(key: string): boolean {
    const stood = this.#standing(key) !== undefined;
    this.#leases.delete(key);
    return stood;
  }

  /** Loses values and leases without a word. */
  flush(): void {
    this.#records.clear();
    this.#leases.clear();
  }

  #standing(key: string): MemoryLease | undefined {
    const lease = this.#leases.get(key);
    if (lease === undefined || lease.expiresAt > this.clock.now()) return lease;
    this.#leases.delete(key);
    return undefined;
  }

  #grant(key: string): MemoryLease {
    this.#lastLease++;
    const expiresAt = this.clock.now() + this.leaseDuration;
    const lease = { id: this.#lastLease, key, since: this.#records.epoch, expiresAt };
    this.#leases.set(key, lease);
    return lease;
  }

  #voidLease(key: string): void {
    const lease = this.#leases.get(key);
    if (lease !== undefined) this.end(lease, 'again');
  }
}
