import { monotonicNow } from './monotonic-now.js';

/** When the flights began that those who wait for them let go on past `flightTimeout`. */
export class Airborne {
  /** By key, on the monotonic clock. */
  readonly #startedAt = new Map<string, number>();

  /** `key`, or where its flight has been under way for longer than `limit` ms, that of the flight after it. */
  joinable(key: string, limit: number): string {
    let joinable = key;
    while (this.#isLate(joinable, limit)) joinable += '+';
    return joinable;
  }

  /** Notes that the flight for `key` is under way until `flight` settles. */
  async during<Outcome>(key: string, flight: () => Promise<Outcome>): Promise<Outcome> {
    const startedAt = monotonicNow();
    this.#startedAt.set(key, startedAt);
    try {
      return await flight();
    } finally {
      if (this.#startedAt.get(key) === startedAt) this.#startedAt.delete(key);
    }
  }

  #isLate(key: string, limit: number): boolean {
    const startedAt = this.#startedAt.get(key);
    return startedAt !== undefined && monotonicNow() - startedAt >= limit;
  }
}
