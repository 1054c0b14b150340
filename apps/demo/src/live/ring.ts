/** Keeps the newest so many items. */
export class Ring<Item> {
  readonly #size: number;
  readonly #items: Item[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  push(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > this.#size) this.#items.shift();
  }

  /** The newest so many, the oldest of them first. */
  last(count: number = this.#size): readonly Item[] {
    return this.#items.slice(-count);
  }
}
