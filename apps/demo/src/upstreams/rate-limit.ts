/** Lets a number of calls pass in each second, counted from the first call of that second. */
export class RateLimit {
  readonly #callsPerSecond: number;
  #secondBegan = Number.NEGATIVE_INFINITY;
  #passed = 0;

  constructor(callsPerSecond: number) {
    this.#callsPerSecond = callsPerSecond;
  }

  /** Which call of its second it is that came at `now` (milliseconds); `undefined` for one too many. */
  admit(now: number): number | undefined {
    if (now - this.#secondBegan >= 1000) {
      this.#secondBegan = now;
      this.#passed = 0;
    }
    if (this.#passed >= this.#callsPerSecond) return undefined;
    this.#passed += 1;
    return this.#passed;
  }
}
