import type { Lease, RemoteFailure } from '@sameflight/core';
import type { Gate } from './gate.js';
import type { Keys, Place } from './keys.js';
import { HeldLease, type LeaseTerms } from './lease.js';
import { encodeMessage } from './message.js';
import type { Moment } from './moment.js';
import type { PackingTerms } from './payload.js';
import type { Records } from './records.js';
import { releaseScript } from './scripts/release.js';
import { renewScript } from './scripts/renew.js';
import type { Next } from './waits.js';
import type { Wire } from './wire.js';

export interface LeasesTerms extends PackingTerms {
  readonly node: string;
  readonly leaseTime: number;
  readonly maxHold: number;
  readonly keys: Keys;
  readonly gate: Gate;
  readonly wire: Wire;
  readonly records: Records;
  readonly report: (failure: RemoteFailure) => void;
}

/** The leases that this process holds, and how they end. */
export class Leases {
  readonly #terms: LeasesTerms;
  readonly #leaseTerms: LeaseTerms;
  readonly #held = new Set<HeldLease>();

  constructor(terms: LeasesTerms) {
    this.#terms = terms;
    const { gate, records } = terms;
    this.#leaseTerms = {
      ...terms,
      store: (lease, entry, payload) =>
        gate.pass('write', () =>
          records.store(lease, entry, payload, this.#settled(lease.place, lease.token, 'again')),
        ),
      renew: (lease) => gate.pass('the renewal of a lease', () => this.#renew(lease)),
      release: ({ place, token }, next) => this.release(place, token, next),
      onEnd: (lease) => this.#held.delete(lease),
    };
  }

  grant(place: Place, token: string, moment: Moment): Lease {
    const lease = new HeldLease(place, token, moment, this.#leaseTerms);
    this.#held.add(lease);
    return lease;
  }

  /** Ends the lease that `token` has on `key`. Never rejects: what Redis does not hear of, time ends. */
  async release(place: Place, token: string, next: Next): Promise<void> {
    const release = () => this.#release(place, token, next);
    await this.#terms.gate
      .pass('the release of a lease', release)
      .catch(() => this.abandon(place, token, next));
  }

  /**
   * Ends the lease that `token` may have on `key`: a claim that failed may have been granted all the same. Asked on the connection
   * of the claim it comes right behind it; if that connection is lost, it is asked once more on the next.
   */
  abandon(place: Place, token: string, next: Next): void {
    const release = () => this.#release(place, token, next);
    release()
      .catch(release)
      .catch((error: unknown) => this.#terms.report({ operation: 'lease', key: place.key, error }));
  }

  /** Ends all of them; if an era is given, those of it excepted: everything before was cleared. */
  async endAll(next: Next, exceptEra?: string): Promise<void> {
    const ending = [...this.#held].filter(({ moment }) => moment.era !== exceptEra);
    await Promise.all(ending.map((lease) => lease.release(next)));
  }

  #release(place: Place, token: string, next: Next): Promise<unknown> {
    const { keys, wire } = this.#terms;
    const message = this.#settled(place, token, next);
    return wire.run(releaseScript, [place.lease], token, keys.channel, message);
  }

  async #renew({ place, token }: HeldLease): Promise<boolean> {
    const { leaseTime, wire } = this.#terms;
    const [stands] = await wire.run(renewScript, [place.lease], token, leaseTime);
    return stands === 1;
  }

  #settled({ record }: Place, token: string, next: Next): string {
    return encodeMessage(this.#terms.node, { kind: 'settled', record, token, next });
  }
}
