import type { Keys } from './keys.js';
import type { Wire } from './wire.js';

/** Records that are looked at together at most: those at the end of a longer line would wait too long. */
const MOST_TOGETHER = 100;

/** What was seen of a record in passing. */
export interface Glance {
  /** What it has left, in milliseconds; negative if it has no lifetime, or does not exist. */
  readonly left: unknown;
  /** Empty if there is none. */
  readonly bytes: unknown;
  /** What the epochs said afterwards. */
  readonly now: unknown;
}

export interface LooksTerms {
  readonly keys: Keys;
  readonly maxRecordBytes: number;
  readonly wire: Wire;
}

interface Look {
  readonly record: string;
  readonly resolve: (glance: Glance | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Looks at records in passing. Those who look in one tick look together: one question, and the epochs are asked once. */
export class Looks {
  readonly #terms: LooksTerms;
  #waiting: Look[] = [];

  constructor(terms: LooksTerms) {
    this.#terms = terms;
  }

  /** `undefined` where the connection cannot do that. An error that one look meets all meet who look together. */
  at(record: string): Promise<Glance | undefined> {
    return new Promise((resolve, reject) => {
      const size = this.#waiting.push({ record, resolve, reject });
      if (size === 1) queueMicrotask(() => void this.#look());
      if (size === MOST_TOGETHER) void this.#look();
    });
  }

  async #look(): Promise<void> {
    const looks = this.#waiting;
    if (looks.length === 0) return;
    this.#waiting = [];
    try {
      const { keys, maxRecordBytes, wire } = this.#terms;
      const records = looks.map(({ record }) => record);
      const answers = await wire.glance(records, keys.now, maxRecordBytes);
      const now = answers?.at(-1);
      for (const [index, { resolve }] of looks.entries())
        resolve(answers && { left: answers[2 * index], bytes: answers[2 * index + 1], now });
    } catch (error) {
      for (const { reject } of looks) reject(error);
    }
  }
}
