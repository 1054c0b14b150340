import type {
  Claim,
  ClaimOptions,
  RemoteEntry,
  RemoteListener,
  RemoteRecord,
  RemoteTier,
} from '../remote.js';
import { HeldLease } from './held-lease.js';
import { LeaseWaits } from './lease-waits.js';
import type { MemoryBus } from './memory-bus.js';
import type { MemoryLease, MemoryServer } from './memory-server.js';
import {
  type FaultOptions,
  type HeldOperations,
  RemoteFaults,
  type RemoteOperation,
} from './remote-faults.js';
import type { RemoteMessage, Subscriber } from './remote-message.js';

/** One process's connection to a `MemoryRemote`, which can be made to fail. Made by `tier()`. */
export class MemoryTier implements RemoteTier, Subscriber {
  readonly #server: MemoryServer;
  readonly #bus: MemoryBus;
  readonly #faults: RemoteFaults = new RemoteFaults();
  readonly #waits: LeaseWaits;
  readonly #held: Set<HeldLease> = new Set();
  readonly #calls: Map<RemoteOperation, number> = new Map();
  #listener: RemoteListener | undefined;
  #isClosed = false;

  /** @internal */
  constructor(server: MemoryServer, bus: MemoryBus) {
    this.#server = server;
    this.#bus = bus;
    this.#waits = new LeaseWaits(server.clock);
  }

  /** Leases that this process holds. */
  get leases(): number {
    return this.#held.size;
  }

  /** How often this process asked for an operation. */
  calls(operation: RemoteOperation): number {
    return this.#calls.get(operation) ?? 0;
  }

  /** Makes an operation fail from now on. */
  fail(operation: RemoteOperation, options: FaultOptions = {}): void {
    this.#faults.fail(operation, options);
  }

  /** Holds an operation, before the server hears of it, until it is released. */
  hold(operation: RemoteOperation): HeldOperations {
    return this.#faults.hold(operation);
  }

  /** Undoes every `fail` and `hold`. */
  heal(): void {
    this.#faults.heal();
  }

  /** Cuts this process off: every operation rejects, no lease is renewed, and messages to it are lost. */
  cut(): void {
    this.#faults.isCutOff = true;
    this.#bus.unsubscribe(this);
    this.#listener?.failed({ operation: 'bus', error: new Error('bus: cut off from the server') });
  }

  /** Connects a process that was cut off, which hears that messages may have been lost. */
  resume(): void {
    if (!this.#faults.isCutOff) return;
    this.#faults.isCutOff = false;
    this.#bus.subscribe(this);
    this.#listener?.resumed();
  }

  read(key: string): Promise<RemoteRecord | undefined> {
    return this.#ask('read', () => this.#server.read(key));
  }

  claim(key: string, options: ClaimOptions): Promise<Claim> {
    return this.#claim(key, options);
  }

  write(key: string, entry: RemoteEntry): Promise<void> {
    return this.#ask('write', () => this.#server.write(key, entry, this));
  }

  delete(key: string): Promise<void> {
    return this.#ask('delete', () => this.#server.delete(key, this));
  }

  deleteByTag(tag: string): Promise<void> {
    return this.#ask('deleteByTag', () => this.#server.deleteByTag(tag, this));
  }

  clear(): Promise<void> {
    return this.#ask('clear', () => this.#server.clear(this));
  }

  listen(listener: RemoteListener): void {
    this.#listener = listener;
    this.#bus.subscribe(this);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#bus.unsubscribe(this);
    this.#listener = undefined;
    this.#waits.settleAll();
    const releases = [...this.#held].map((lease) => lease.release('again'));
    await Promise.allSettled(releases);
  }

  receive(message: RemoteMessage): void {
    switch (message.kind) {
      case 'key':
        return this.#listener?.keyInvalidated(message.key);
      case 'tag':
        return this.#listener?.tagInvalidated(message.tag);
      case 'all':
        return this.#listener?.cleared();
      case 'settled':
        return this.#waits.settle(message.lease, message.next);
    }
  }

  async #ask<Result>(operation: RemoteOperation, act: () => Result): Promise<Result> {
    this.#calls.set(operation, this.calls(operation) + 1);
    return this.#faults.pass(operation, () => {
      if (this.#isClosed) throw new Error(`${operation}: the tier is closed`);
      return act();
    });
  }

  async #claim(key: string, { refresh, signal }: ClaimOptions): Promise<Claim> {
    const claim = await this.#ask('claim', () => this.#server.claim(key, refresh));
    switch (claim.kind) {
      case 'stored':
        return claim;
      case 'busy':
        return { kind: 'busy', settled: this.#waits.wait(claim.lease, signal), stale: claim.stale };
      case 'granted':
        return { kind: 'granted', lease: this.#hold(claim.lease), stale: claim.stale };
    }
  }

  #hold(granted: MemoryLease): HeldLease {
    const lease = new HeldLease(granted, this.#server, this.#faults, (ended) =>
      this.#held.delete(ended),
    );
    this.#held.add(lease);
    return lease;
  }
}
