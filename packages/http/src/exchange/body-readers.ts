import type { BodyReader } from './body-reader.js';

/** Those who read one body, each at his own pace. */
export class BodyReaders {
  readonly #all = new Set<BodyReader>();

  get size(): number {
    return this.#all.size;
  }

  /** Those who get the next chunk as it comes. */
  get waiting(): readonly BodyReader[] {
    return [...this.#all].filter(({ isWaiting }) => isWaiting);
  }

  /** The position of whoever is ahead of the others; 0 where there is nobody. */
  get fastest(): number {
    let fastest = 0;
    for (const { position } of this.#all) fastest = Math.max(fastest, position);
    return fastest;
  }

  /** The position of whoever is behind the others; `end` where there is nobody. */
  slowest(end: number): number {
    let slowest = end;
    for (const { position } of this.#all) slowest = Math.min(slowest, position);
    return slowest;
  }

  add(reader: BodyReader): void {
    this.#all.add(reader);
  }

  remove(reader: BodyReader): void {
    this.#all.delete(reader);
  }

  /** Ends the streams of those who have not come to `position`, by default of all, with an error. */
  fail(error: unknown, position: number = Number.POSITIVE_INFINITY): void {
    for (const reader of this.#all) if (reader.position < position) reader.fail(error);
  }
}
