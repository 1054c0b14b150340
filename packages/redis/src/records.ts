import type { RemoteEntry, RemoteFailure, RemoteRecord } from '@sameflight/core';
import type { Term } from './deadline.js';
import { lifeOf, seal } from './envelope.js';
import type { Epochs } from './epochs.js';
import { isUnusable, MisplacedRecordError, UnreadableRecordError } from './errors.js';
import { Glances, type Seen } from './glances.js';
import type { Keys, Place } from './keys.js';
import type { Moment } from './moment.js';
import type { PackingTerms, Payload } from './payload.js';
import { RecordReader } from './record-reader.js';
import { claimScript } from './scripts/claim.js';
import { seizeScript } from './scripts/seize.js';
import { storeScript } from './scripts/store.js';
import { text, type Wire } from './wire.js';

/** What became of a claim. */
export type Outcome =
  | { readonly kind: 'stored'; readonly record: RemoteRecord }
  | { readonly kind: 'granted'; readonly moment: Moment; readonly stale: RemoteRecord | undefined }
  /** Someone else fetches, for `held` ms at least. */
  | {
      readonly kind: 'busy';
      readonly holder: string;
      readonly held: number;
      readonly stale: RemoteRecord | undefined;
    }
  /** What newer code stored, which is not ours to read or to replace. */
  | { readonly kind: 'newer' };

/** Who stores what, under which lease, and when its fetch began. */
export interface Held {
  readonly place: Place;
  readonly token: string;
  readonly moment: Moment;
}

export interface RecordsTerms extends PackingTerms {
  readonly isCluster: boolean;
  readonly leaseTime: number;
  readonly keys: Keys;
  readonly wire: Wire;
  readonly epochs: Epochs;
  readonly report: (failure: RemoteFailure) => void;
}

/** What one look at a record by script said. */
interface Look {
  readonly kind: Outcome['kind'];
  readonly id: string;
  readonly record: RemoteRecord | undefined;
  readonly moment: Moment;
  readonly holder: string;
  readonly held: number;
}

/** An unusable record stands where a new one was expected this often at most. */
const MOST_LOOKS = 5;

/** The records in Redis: reads, claims and writes them, and lets only those through that may be used. */
export class Records {
  readonly #terms: RecordsTerms;
  readonly #reader: RecordReader;
  readonly #glances: Glances;

  constructor(terms: RecordsTerms) {
    this.#terms = terms;
    this.#reader = new RecordReader(terms, terms.epochs);
    this.#glances = new Glances(terms, this.#reader);
  }

  /** What may still be of use, fresh or not. */
  async read(place: Place): Promise<RemoteRecord | undefined> {
    const seen = await this.#glances.see(place, false);
    if (seen === 'nothing') return undefined;
    return seen === 'unclear' ? (await this.#look(place, 'read', '', '')).record : seen;
  }

  /** The fresh record, if a first look finds it: what costs the least, and finds what most claims are for. */
  glance(place: Place): Promise<Seen> {
    return this.#glances.see(place, true);
  }

  /** The fresh record; else the lease on it, under `token`, or who holds it. A record that is void or unreadable counts as none. */
  async claim(
    place: Place,
    mode: 'claim' | 'refresh',
    token: string,
    term: Term,
  ): Promise<Outcome> {
    let voidId = '';
    for (let count = 0; count < MOST_LOOKS && !term.isOver; count++) {
      const { kind, record, moment, holder, held, id } = await this.#look(
        place,
        mode,
        token,
        voidId,
      );
      if (kind === 'granted') return { kind, moment, stale: record };
      if (kind === 'busy') return { kind, holder, held, stale: record };
      if (kind === 'newer') return { kind };
      if (record !== undefined) return { kind, record };
      // The script took it for the value: say which one is not, so that a newer one still counts.
      voidId = id;
    }
    throw new UnreadableRecordError('unusable records keep taking its place', place);
  }

  /** Stores a value under a lease, and sends `message` to those who wait. Says whether it stands and is good. */
  async store(
    { place, token, moment }: Held,
    { tags, windows }: RemoteEntry,
    payload: Payload,
    message: string,
  ): Promise<boolean> {
    const { epochs, keys, wire } = this.#terms;
    const { lease, record } = place;
    const bytes = seal({ record, id: token, windows, tags, moment, payload });
    const args = [token, bytes, lifeOf(windows), keys.channel, message];
    const [[isStored], isGood] = await Promise.all([
      wire.run(storeScript, [record, lease], ...args),
      epochs.isStillGood(moment, tags),
    ]);
    return isStored === 1 && isGood;
  }

  /** Takes the lease on a record from whoever holds it, and deletes the record. `undefined` where no value may follow. */
  async seize(place: Place, token: string, message: string): Promise<Moment | undefined> {
    const { epochs, keys, leaseTime, wire } = this.#terms;
    const args = [token, leaseTime, keys.channel, message];
    const [mayFollow, told] = await wire.run(seizeScript, this.#keysOf(place), ...args);
    const moment = epochs.told((text(told) ?? '').split(' ')) ?? (await epochs.ask());
    return mayFollow === 1 ? moment : undefined;
  }

  async #look(
    place: Place,
    mode: 'read' | 'claim' | 'refresh',
    token: string,
    voidId: string,
  ): Promise<Look> {
    const { epochs, leaseTime, maxRecordBytes, wire } = this.#terms;
    const args = [mode, token, leaseTime, voidId, maxRecordBytes];
    const [facts, bytes, problem] = await wire.run(claimScript, this.#keysOf(place), ...args);
    const [kind, id, left, holder, held, ...told] = String(facts).split(' ') as Facts;
    if (problem !== null) this.#report(place, new UnreadableRecordError(String(problem)));
    const moment = epochs.told(told) ?? (await epochs.ask());
    const isRecord = Buffer.isBuffer(bytes);
    const record = isRecord ? await this.#read(place, bytes, Number(left), moment) : undefined;
    return { kind, id, record, moment, holder, held: Number(held) };
  }

  /** What cannot be read is a miss and an event. */
  async #read(
    place: Place,
    bytes: Buffer,
    left: number,
    now: Moment,
  ): Promise<RemoteRecord | undefined> {
    try {
      return await this.#reader.read(place, bytes, left, now);
    } catch (error) {
      if (!isUnusable(error)) throw error;
      this.#report(place, error);
      return undefined;
    }
  }

  #report({ key }: Place, error: unknown): void {
    const operation = error instanceof MisplacedRecordError ? 'integrity' : 'read';
    this.#terms.report({ operation, key, error });
  }

  #keysOf({ lease, record }: Place): string[] {
    const { isCluster, keys } = this.#terms;
    return isCluster ? [record, lease] : [record, lease, keys.now];
  }
}

/** The line of facts in the claim script's reply. */
type Facts = [
  kind: Outcome['kind'],
  id: string,
  left: string,
  holder: string,
  held: string,
  ...moment: string[],
];
