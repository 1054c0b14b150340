import type { Claim, ClaimOptions } from '@sameflight/core';
import type { Bus } from './bus.js';
import type { Term } from './deadline.js';
import { RemoteUnavailableError } from './errors.js';
import type { Place } from './keys.js';
import type { Leases } from './leases.js';
import type { Outcome, Records } from './records.js';
import type { Wait, Waits } from './waits.js';
import type { Wire } from './wire.js';

/** How often those who wait look again while no message can reach them, in milliseconds. */
const POLL_INTERVAL = 100;

export interface ClaimsTerms {
  readonly bus: Bus;
  readonly leases: Leases;
  readonly records: Records;
  readonly waits: Waits;
  readonly wire: Wire;
  readonly ask: (operation: string, work: (term: Term) => Promise<Outcome>) => Promise<Outcome>;
}

/** Who asks for a lease: by its token, and with an ear for the end of another's. */
interface Request {
  readonly token: string;
  readonly wait: Wait;
}

/** The claims of this process: on a value, on the lease to fetch it, or on a word when another has fetched it. */
export class Claims {
  readonly #terms: ClaimsTerms;

  constructor(terms: ClaimsTerms) {
    this.#terms = terms;
  }

  async claim(place: Place, options: ClaimOptions): Promise<Claim> {
    const { refresh } = options;
    const { ask, leases, records, waits, wire } = this.#terms;
    let request: Request | undefined;
    const work = async (term: Term): Promise<Outcome> => {
      const seen = refresh ? 'unclear' : await records.glance(place);
      if (typeof seen === 'object') return { kind: 'stored', record: seen };
      // A lease would be granted to nobody.
      if (term.isOver) throw new RemoteUnavailableError('claim', undefined);
      request = { token: wire.unique(), wait: waits.open(place.record) };
      return records.claim(place, refresh ? 'refresh' : 'claim', request.token, term);
    };
    try {
      const outcome = await ask('claim', work);
      return this.#claimOf(place, outcome, request, options);
    } catch (error) {
      if (request !== undefined) {
        waits.close(request.wait);
        leases.abandon(place, request.token, 'again');
      }
      throw error;
    }
  }

  #claimOf(
    place: Place,
    outcome: Outcome,
    request: Request | undefined,
    options: ClaimOptions,
  ): Claim {
    // A glance found it, and nothing was asked for.
    if (request === undefined) return outcome as Claim & { readonly kind: 'stored' };
    const { bus, leases, waits } = this.#terms;
    const { token, wait } = request;
    if (outcome.kind === 'busy') {
      const { kind, held, holder, stale } = outcome;
      const time = bus.isUp ? held : Math.min(held, POLL_INTERVAL);
      return { kind, settled: wait.until(holder, time, options.signal), stale };
    }
    waits.close(wait);
    switch (outcome.kind) {
      case 'stored':
        return outcome;
      case 'granted': {
        const { kind, moment, stale } = outcome;
        return { kind, lease: leases.grant(place, token, moment), stale };
      }
      case 'newer':
        return { kind: 'busy', settled: Promise.resolve('alone'), stale: undefined };
    }
  }
}
