/** Something that stands for a key in the place of an entry. */
export interface Placeholder {
  /** Does it give way to the entry that is stored now? */
  readonly isLanding: boolean;
}

/**
 * What there is of each key, found by one look-up: the slot of its entry, or its flight while nothing is held.
 * The flight of a key that has an entry as well, as a refresh has, stands beside.
 */
export class Directory<Flight extends Placeholder = Placeholder> {
  readonly #places = new Map<string, number | Flight>();
  readonly #beside = new Map<string, Flight>();

  /** The slot of the key's entry, or else its flight, unless one stands beside. */
  find(key: string): number | Flight | undefined {
    return this.#places.get(key);
  }

  /** Is the place where `find` finds a flight the only one where there can be any? */
  get isPlain(): boolean {
    return this.#beside.size === 0;
  }

  /** The slot of the key's entry; 0 for none. */
  slot(key: string): number {
    const place = this.#places.get(key);
    return typeof place === 'number' ? place : 0;
  }

  setSlot(key: string, slot: number): void {
    const place = this.#places.get(key);
    this.#places.set(key, slot);
    if (typeof place === 'object' && !place.isLanding) this.#beside.set(key, place);
  }

  /** For a key that has an entry. */
  removeSlot(key: string): void {
    this.#places.delete(key);
  }

  /** The key's flight. */
  flight(key: string): Flight | undefined {
    const place = this.#places.get(key);
    return typeof place === 'object' ? place : this.#beside.get(key);
  }

  /** For a key that has none. */
  setFlight(key: string, flight: Flight): void {
    if (typeof this.#places.get(key) === 'number') this.#beside.set(key, flight);
    else this.#places.set(key, flight);
  }

  /** Removes this flight and no other: its successor may be in its place. */
  removeFlight(key: string, flight: Flight): void {
    if (this.#places.get(key) === flight) this.#places.delete(key);
    else if (this.#beside.get(key) === flight) this.#beside.delete(key);
  }

  /** The keys that have an entry. */
  *keys(): IterableIterator<string> {
    for (const [key, place] of this.#places) if (typeof place === 'number') yield key;
  }

  /** Forgets every key, when no flight is left. */
  clear(): void {
    this.#places.clear();
  }
}
