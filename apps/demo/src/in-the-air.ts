/** Counts the calls for each key that run at the same moment, and remembers the most there ever were. */
export class InTheAir {
  readonly #running = new Map<string, number>();
  #most = 0;

  /** The most calls that ever ran at once for one and the same key. */
  get most(): number {
    return this.#most;
  }

  begin(key: string): void {
    const running = (this.#running.get(key) ?? 0) + 1;
    this.#running.set(key, running);
    this.#most = Math.max(this.#most, running);
  }

  end(key: string): void {
    this.#running.set(key, (this.#running.get(key) ?? 1) - 1);
  }
}
