import type { RemoteRecord } from '@sameflight/core';
import { type Envelope, lifeOf, unseal } from './envelope.js';
import type { Epochs } from './epochs.js';
import { UnreadableRecordError } from './errors.js';
import type { Place } from './keys.js';
import { judge, type Moment } from './moment.js';
import { type PackingTerms, unpack } from './payload.js';

/** Makes records of bytes, and lets only those through that are whole, in their place, and not invalidated. */
export class RecordReader {
  readonly #terms: PackingTerms;
  readonly #epochs: Epochs;

  constructor(terms: PackingTerms, epochs: Epochs) {
    this.#terms = terms;
    this.#epochs = epochs;
  }

  /**
   * `undefined` for what was invalidated. `left` is what Redis says of the record's lifetime, in milliseconds.
   *
   * @throws {UnreadableRecordError} or {MisplacedRecordError} for what cannot be read
   */
  async read(
    place: Place,
    bytes: Buffer,
    left: number,
    now: Moment,
  ): Promise<RemoteRecord | undefined> {
    return this.open(this.unseal(place, bytes), left, now);
  }

  /** @throws {UnreadableRecordError} or {MisplacedRecordError} for what is no record, or not this one */
  unseal({ record }: Place, bytes: Buffer): Envelope {
    const { maxRecordBytes } = this.#terms;
    if (bytes.length > maxRecordBytes) {
      throw new UnreadableRecordError(`it has more bytes than maxRecordBytes, ${maxRecordBytes}`);
    }
    return unseal(record, bytes);
  }

  /** @throws {UnreadableRecordError} for a payload that cannot be read */
  async open(
    { moment, payload, tags, windows }: Envelope,
    left: number,
    now: Moment,
  ): Promise<RemoteRecord | undefined> {
    const verdict = judge(moment, tags, now);
    if (verdict === 'void') return undefined;
    const isGood = verdict === 'good' || (await this.#epochs.isStillGood(moment, tags));
    if (!isGood) return undefined;
    const value = await unpack(payload, this.#terms);
    return { value, windows, tags, age: Math.max(lifeOf(windows) - left, 0) };
  }
}
