import type { RemoteRecord } from '@sameflight/core';
import type { Glance } from './client.js';
import { lifeOf } from './envelope.js';
import type { Epochs } from './epochs.js';
import { isReply, isUnusable } from './errors.js';
import type { Keys, Place } from './keys.js';
import type { RecordReader } from './record-reader.js';
import type { Wire } from './wire.js';

export interface GlancesTerms {
  readonly epochs: Epochs;
  readonly keys: Keys;
  readonly maxRecordBytes: number;
  readonly wire: Wire;
}

/**
 * First looks at records, which cost little more than a bare `GET`: most of what is asked for is there, fresh, and not invalidated.
 * A glance only ever says yes, or that there is nothing. Whatever else it meets is `unclear`, and for a script to look at closely.
 */
export class Glances {
  readonly #terms: GlancesTerms;
  readonly #reader: RecordReader;

  constructor(terms: GlancesTerms, reader: RecordReader) {
    this.#terms = terms;
    this.#reader = reader;
  }

  /** A record that may be used; with `freshOnly`, one within its ttl. */
  async see(place: Place, freshOnly: boolean): Promise<RemoteRecord | 'nothing' | 'unclear'> {
    const { keys, maxRecordBytes, wire } = this.#terms;
    try {
      const glance = await wire.glance(place.record, keys.now, maxRecordBytes);
      if (glance === undefined) return 'unclear';
      const { first } = glance;
      if (!Buffer.isBuffer(first) || first.length === 0) return 'nothing';
      return (await this.#judge(place, first, glance, freshOnly)) ?? 'unclear';
    } catch (error) {
      // Something else than a string stands there, or something else than a record.
      if (isReply(error) || isUnusable(error)) return 'unclear';
      throw error;
    }
  }

  async #judge(
    place: Place,
    bytes: Buffer,
    glance: Glance,
    freshOnly: boolean,
  ): Promise<RemoteRecord | undefined> {
    const left = Number(glance.left);
    const now = this.#terms.epochs.told(String(glance.second).split(' '));
    if (now === undefined || left < 0) return undefined;
    const envelope = this.#reader.unseal(place, bytes);
    const { windows } = envelope;
    if (freshOnly && lifeOf(windows) - left >= windows.ttl) return undefined;
    return this.#reader.open(envelope, left, now);
  }
}
