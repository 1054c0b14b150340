const WAYS = 8;

/**
 * Remembers the hashes of keys that were evicted, about as many as it was made for, the oldest forgotten first.
 * Four bytes each; two keys of one hash are taken for each other, which costs a little hit ratio and nothing else.
 */
export class Ghosts {
  readonly #hashes: Uint32Array;
  readonly #sets: number;

  constructor(capacity: number) {
    this.#sets = Math.max(Math.ceil(capacity / WAYS), 1);
    this.#hashes = new Uint32Array(this.#sets * WAYS);
  }

  remember(hash: number): void {
    const first = (hash % this.#sets) * WAYS;
    for (let index = first + WAYS - 1; index > first; index--)
      this.#hashes[index] = this.#hashes[index - 1] as number;
    this.#hashes[first] = hash;
  }

  /** Was this hash remembered? If so it is forgotten now. */
  recall(hash: number): boolean {
    const first = (hash % this.#sets) * WAYS;
    for (let index = first; index < first + WAYS; index++) {
      if (this.#hashes[index] !== hash) continue;
      this.#hashes[index] = 0;
      return true;
    }
    return false;
  }
}
