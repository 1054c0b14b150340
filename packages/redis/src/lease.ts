import type { Lease, RemoteEntry, RemoteFailure } from '@sameflight/core';
import { lifeOf } from './envelope.js';
import { UnwritableValueError } from './errors.js';
import type { Place } from './keys.js';
import type { Moment } from './moment.js';
import { type PackingTerms, type Payload, pack } from './payload.js';
import type { Next } from './waits.js';

/** What a lease asks of those who hold it, and of Redis. */
export interface LeaseTerms extends PackingTerms {
  readonly leaseTime: number;
  readonly maxHold: number;
  readonly report: (failure: RemoteFailure) => void;
  /** Says whether the value was stored. */
  readonly store: (lease: HeldLease, entry: RemoteEntry, payload: Payload) => Promise<boolean>;
  /** Says whether the lease still stood. */
  readonly renew: (lease: HeldLease) => Promise<boolean>;
  readonly release: (lease: HeldLease, next: Next) => Promise<void>;
  readonly onEnd: (lease: HeldLease) => void;
}

/** The lease that this process holds on one key. Renewed until it ends, for `maxHold` at most. */
export class HeldLease implements Lease {
  readonly place: Place;
  readonly token: string;
  /** When the fetch under it began. */
  readonly moment: Moment;
  readonly #terms: LeaseTerms;
  readonly #grantedAt: number = performance.now();
  #hasEnded = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(place: Place, token: string, moment: Moment, terms: LeaseTerms) {
    this.place = place;
    this.token = token;
    this.moment = moment;
    this.#terms = terms;
    this.#renewLater();
  }

  async write(entry: RemoteEntry): Promise<boolean> {
    if (!this.#end()) return false;
    const { release, report, store } = this.#terms;
    if (lifeOf(entry.windows) === 0) {
      await release(this, 'alone');
      return false;
    }
    try {
      return await store(this, entry, await pack(entry.value, this.#terms));
    } catch (error) {
      // There is nothing to share: those who wait fetch for themselves.
      void release(this, 'alone');
      if (!(error instanceof UnwritableValueError)) throw error;
      report({ operation: 'write', key: this.place.key, error });
      return false;
    }
  }

  async release(next: Next): Promise<void> {
    if (this.#end()) await this.#terms.release(this, next);
  }

  /** From now on it is neither renewed nor written under. Says whether it had stood. */
  #end(): boolean {
    if (this.#hasEnded) return false;
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    this.#terms.onEnd(this);
    return true;
  }

  #renewLater(): void {
    const { leaseTime, maxHold } = this.#terms;
    if (performance.now() - this.#grantedAt > maxHold - leaseTime) return;
    this.#timer = setTimeout(() => void this.#renew(), leaseTime / 3);
    this.#timer.unref();
  }

  async #renew(): Promise<void> {
    const { renew, report } = this.#terms;
    try {
      if (!(await renew(this))) this.#end();
    } catch (error) {
      report({ operation: 'lease', key: this.place.key, error });
    }
    if (!this.#hasEnded) this.#renewLater();
  }
}
