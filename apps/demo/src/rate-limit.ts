/** Lets a number of calls pass in each second, counted from the first call of that second. */
export class RateLimit {
  readonly #callsPerSecond: number;
  #secondBegan = Number.NEGATIVE_INFINITY;
  #passed = 0;

  constructor(callsPerSecond: number) {
    this.#callsPerSecond = callsPerSecond;
  }

  /** Whether a call at `now` (milliseconds) may pass; one that may is counted. */
  admits(now: number): boolean {
    if (now - this.#secondBegan >= 1000) {
      this.#secondBegan = now;
      this.#passed = 0;
    }
    if (this.#passed >= this.#callsPerSecond) return false;
    this.#passed += 1;
    return true;
  }
}
