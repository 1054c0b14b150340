import type { RemoteEntry, RemoteFailure, RemoteRecord } from '@sameflight/core';
import { lifeOf, type Moment, seal, unseal } from './envelope.js';
import type { Epochs } from './epochs.js';
import { RemoteIntegrityError, UnreadableRecordError } from './errors.js';
import type { Keys, Place } from './keys.js';
import { type PackingTerms, type Payload, unpack } from './payload.js';
import { type ScriptRunner, text } from './script-runner.js';
import { claimScript } from './scripts/claim.js';
import { seizeScript } from './scripts/seize.js';
import { storeScript } from './scripts/store.js';

/** The line of facts in the claim script's reply. */
type Facts = [
  kind: Look['kind'],
  id: string,
  left: string,
  holder: string,
  held: string,
  ...epochs: string[],
];

/** What one look at a record said. */
export interface Look {
  readonly kind: 'stored' | 'granted' | 'busy' | 'newer';
  /** Absent where none stands, or none that may be used. */
  readonly record: RemoteRecord | undefined;
  readonly moment: Moment;
  /** Who holds the lease, and for how many ms at least. */
  readonly holder: string;
  readonly held: number;
}

export interface LookTerms {
  readonly mode: 'read' | 'claim' | 'refresh';
  readonly token: string;
  readonly leaseTime: number;
}

/** Who stores what, under which lease, and when its fetch began. */
export interface Held {
  readonly place: Place;
  readonly token: string;
  readonly moment: Moment;
}

/** What the parts of the tier share. */
export interface RecordTerms extends PackingTerms {
  readonly isCluster: boolean;
  readonly keys: Keys;
  readonly runner: ScriptRunner;
  readonly epochs: Epochs;
  readonly report: (failure: RemoteFailure) => void;
}

/** An unusable record stands where a new one was expected this often at most. */
const MOST_LOOKS = 5;

/** The records in Redis: reads, claims and writes them, and lets only those through that may be used. */
export class Records {
  readonly #terms: RecordTerms;

  constructor(terms: RecordTerms) {
    this.#terms = terms;
  }

  /** Looks at a record, and takes the lease on it if that is the mode. A record that is void or unreadable counts as none. */
  async look(place: Place, terms: LookTerms): Promise<Look> {
    let voidId = '';
    for (let count = 0; count < MOST_LOOKS; count++) {
      const look = await this.#lookOnce(place, terms, voidId);
      const isUseless = look.kind === 'stored' && look.record === undefined;
      if (!isUseless || terms.mode === 'read') return look;
      // The script took it for the value: say which one is not, so that a newer one still counts.
      voidId = look.id;
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
    const { epochs, keys, runner } = this.#terms;
    const { lease, record } = place;
    const bytes = seal({ record, id: token, windows, tags, moment, payload });
    const args = [token, bytes, lifeOf(windows), keys.channel, message];
    const [[isStored], isGood] = await Promise.all([
      runner.run(storeScript, [record, lease], ...args),
      epochs.isStillGood(moment, tags),
    ]);
    return isStored === 1 && isGood;
  }

  /** Takes the lease on a record from whoever holds it, and deletes the record. `undefined` where no value may follow. */
  async seize(
    place: Place,
    token: string,
    leaseTime: number,
    message: string,
  ): Promise<Moment | undefined> {
    const { epochs, keys, runner } = this.#terms;
    const args = [token, leaseTime, keys.channel, message];
    const [mayFollow, ...told] = await runner.run(seizeScript, this.#keysOf(place), ...args);
    const moment = await epochs.now(told.map(text));
    return mayFollow === 1 ? moment : undefined;
  }

  async #lookOnce(
    place: Place,
    { mode, token, leaseTime }: LookTerms,
    voidId: string,
  ): Promise<Look & { readonly id: string }> {
    const { epochs, runner, maxRecordBytes } = this.#terms;
    const args = [mode, token, leaseTime, voidId, maxRecordBytes];
    const [facts, bytes, problem] = await runner.run(claimScript, this.#keysOf(place), ...args);
    const [kind, id, left, holder, held, ...told] = String(facts).split(' ') as Facts;
    if (Buffer.isBuffer(problem)) this.#reportProblem(place, problem.toString());
    const moment = await epochs.now(told);
    const isRecord = Buffer.isBuffer(bytes);
    const record = isRecord ? await this.#open(place, bytes, Number(left), moment) : undefined;
    return { kind, record, moment, id, holder, held: Number(held) };
  }

  async #open(
    place: Place,
    bytes: Buffer,
    left: number,
    now: Moment,
  ): Promise<RemoteRecord | undefined> {
    const { epochs } = this.#terms;
    const envelope = await this.#try(place, async () => unseal(place.record, bytes));
    if (envelope === undefined) return undefined;
    const { moment, payload, tags, windows } = envelope;
    if (!(await epochs.isGood(moment, tags, now))) return undefined;
    const age = Math.max(lifeOf(windows) - left, 0);
    return this.#try(place, async () => ({
      value: await unpack(payload, this.#terms),
      windows,
      tags,
      age,
    }));
  }

  /** What cannot be read is a miss and an event. */
  async #try<Value>({ key }: Place, read: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await read();
    } catch (error) {
      const operation = error instanceof RemoteIntegrityError ? 'integrity' : 'read';
      this.#terms.report({ operation, key, error });
      return undefined;
    }
  }

  #reportProblem({ key }: Place, problem: string): void {
    const error = new UnreadableRecordError(`the record cannot be used: ${problem}`, { key });
    this.#terms.report({ operation: 'read', key, error });
  }

  #keysOf({ lease, record }: Place): string[] {
    const { isCluster, keys } = this.#terms;
    return isCluster ? [record, lease] : [record, lease, keys.epochs];
  }
}
