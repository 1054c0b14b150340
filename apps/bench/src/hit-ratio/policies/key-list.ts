/** A doubly linked list of key ids, without objects: each id stands in it once at the most. */
export class KeyList {
  readonly #next: Uint32Array;
  readonly #previous: Uint32Array;
  /** Stands before the first and after the last. */
  readonly #edge: number;
  #size = 0;

  constructor(keys: number) {
    this.#edge = keys;
    this.#next = new Uint32Array(keys + 1);
    this.#previous = new Uint32Array(keys + 1);
    this.#next[keys] = this.#previous[keys] = keys;
  }

  get size(): number {
    return this.#size;
  }

  /** The newest. */
  get first(): number {
    return this.#next[this.#edge] as number;
  }

  /** The oldest. */
  get last(): number {
    return this.#previous[this.#edge] as number;
  }

  /** The neighbour on the newer side; of the first, `undefined`. */
  newer(id: number): number | undefined {
    const previous = this.#previous[id] as number;
    return previous === this.#edge ? undefined : previous;
  }

  addFirst(id: number): void {
    const first = this.first;
    this.#next[id] = first;
    this.#previous[id] = this.#edge;
    this.#previous[first] = id;
    this.#next[this.#edge] = id;
    this.#size++;
  }

  remove(id: number): void {
    const next = this.#next[id] as number;
    const previous = this.#previous[id] as number;
    this.#next[previous] = next;
    this.#previous[next] = previous;
    this.#size--;
  }

  removeLast(): number {
    const last = this.last;
    this.remove(last);
    return last;
  }
}
