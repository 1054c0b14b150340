import type { RemoteRecord } from '@sameflight/core';
import { lifeOf } from './envelope.js';
import type { Epochs } from './epochs.js';
import { isReply, isUnusable } from './errors.js';
import type { Place } from './keys.js';
import { type Glance, Looks, type LooksTerms } from './looks.js';
import type { RecordReader } from './record-reader.js';

/** What a first look has found. */
export type Seen = RemoteRecord | 'nothing' | 'unclear';

export interface GlancesTerms extends LooksTerms {
  readonly epochs: Epochs;
}

/**
 * First looks at records, which cost little more than a bare `GET`: most of what is asked for is there, fresh, and not invalidated.
 * A glance only ever says yes, or that there is nothing. Whatever else it meets is `unclear`, and for a script to look at closely.
 */
export class Glances {
  readonly #epochs: Epochs;
  readonly #looks: Looks;
  readonly #reader: RecordReader;

  constructor(terms: GlancesTerms, reader: RecordReader) {
    this.#epochs = terms.epochs;
    this.#looks = new Looks(terms);
    this.#reader = reader;
  }

  /** A record that may be used; with `freshOnly`, one within its ttl. */
  async see(place: Place, freshOnly: boolean): Promise<Seen> {
    try {
      const glance = await this.#looks.at(place.record);
      if (glance === undefined) return 'unclear';
      const { bytes } = glance;
      if (!Buffer.isBuffer(bytes) || bytes.length === 0) return 'nothing';
      return (await this.#judge(place, bytes, glance, freshOnly)) ?? 'unclear';
    } catch (error) {
      // Something else than a string stands there, or something else than a record.
      if (isReply(error) || isUnusable(error)) return 'unclear';
      throw error;
    }
  }

  #judge(
    place: Place,
    bytes: Buffer,
    glance: Glance,
    freshOnly: boolean,
  ): Promise<RemoteRecord | undefined> | undefined {
    const left = Number(glance.left);
    const now = this.#epochs.told(String(glance.now).split(' '));
    if (now === undefined || left < 0) return undefined;
    const envelope = this.#reader.unseal(place, bytes);
    const { windows } = envelope;
    if (freshOnly && lifeOf(windows) - left >= windows.ttl) return undefined;
    return this.#reader.open(envelope, left, now);
  }
}
