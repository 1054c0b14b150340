import type { Lease, RemoteEntry } from '../remote.js';
import type { MemoryLease, MemoryServer } from './memory-server.js';
import type { RemoteFaults } from './remote-faults.js';

/** Renewals in the time that a lease stands. */
const RENEWALS = 3;

/** A lease in the hands of the process that holds it: renewed until it is ended. */
export class HeldLease implements Lease {
  readonly #lease: MemoryLease;
  readonly #server: MemoryServer;
  readonly #faults: RemoteFaults;
  readonly #onEnd: (lease: HeldLease) => void;
  #timer: unknown;
  #hasEnded = false;

  constructor(
    lease: MemoryLease,
    server: MemoryServer,
    faults: RemoteFaults,
    onEnd: (lease: HeldLease) => void,
  ) {
    this.#lease = lease;
    this.#server = server;
    this.#faults = faults;
    this.#onEnd = onEnd;
    this.#renewLater();
  }

  async write(entry: RemoteEntry): Promise<boolean> {
    if (this.#hasEnded) return false;
    this.stopRenewing();
    return this.#faults.pass('lease.write', () => this.#server.writeUnder(this.#lease, entry));
  }

  async release(next: 'again' | 'alone'): Promise<void> {
    if (this.#hasEnded) return;
    this.stopRenewing();
    await this.#faults.pass('lease.release', () => this.#server.end(this.#lease, next));
  }

  stopRenewing(): void {
    this.#hasEnded = true;
    this.#server.clock.clearTimeout(this.#timer);
    this.#onEnd(this);
  }

  #renewLater(): void {
    const { clock, leaseDuration } = this.#server;
    this.#timer = clock.setTimeout(() => this.#renew(), leaseDuration / RENEWALS);
  }

  // A renewal that fails is tried again: the lease may still stand by then.
  #renew(): void {
    if (this.#mayStand()) this.#renewLater();
  }

  #mayStand(): boolean {
    try {
      return this.#faults.passNow('lease.renew', () => this.#server.renew(this.#lease));
    } catch {
      return true;
    }
  }
}
