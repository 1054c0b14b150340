import type { Clock } from '../clock.js';
import type { MemoryLease } from './memory-server.js';

type Next = 'again' | 'alone';

/** One process's waits for leases that others hold: ended by a message, by time, or by the caller. */
export class LeaseWaits {
  readonly #clock: Clock;
  readonly #waits: Map<number, Set<(next: Next) => void>> = new Map();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the lease is settled, may have run out, or `signal` aborts. */
  wait({ id, expiresAt }: MemoryLease, signal: AbortSignal): Promise<Next> {
    return new Promise((resolve) => {
      const settle = (next: Next): void => {
        this.#clock.clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        this.#remove(id, settle);
        resolve(next);
      };
      const giveUp = (): void => settle('again');
      const timer = this.#clock.setTimeout(giveUp, expiresAt - this.#clock.now());
      this.#waits.set(id, (this.#waits.get(id) ?? new Set()).add(settle));
      if (signal.aborted) giveUp();
      else signal.addEventListener('abort', giveUp);
    });
  }

  settle(lease: number, next: Next): void {
    for (const settle of this.#waits.get(lease) ?? []) settle(next);
  }

  settleAll(): void {
    for (const lease of [...this.#waits.keys()]) this.settle(lease, 'again');
  }

  #remove(lease: number, settle: (next: Next) => void): void {
    const waits = this.#waits.get(lease);
    waits?.delete(settle);
    if (waits?.size === 0) this.#waits.delete(lease);
  }
}
