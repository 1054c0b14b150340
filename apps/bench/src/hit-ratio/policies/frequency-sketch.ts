const ROWS = 4;
const MOST = 15;
const COUNTERS_EACH = 4;
const SAMPLES_EACH = 10;
const SEEDS = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f];

/** Counts about how often keys were seen of late: a count-min sketch whose counts are halved now and then. */
export class FrequencySketch {
  readonly #counts: Uint8Array;
  readonly #mask: number;
  readonly #sample: number;
  #additions = 0;

  constructor(capacity: number) {
    const width = 2 ** Math.ceil(Math.log2(Math.max(capacity, 2))) * COUNTERS_EACH;
    this.#mask = width - 1;
    this.#counts = new Uint8Array(width * ROWS);
    this.#sample = capacity * SAMPLES_EACH;
  }

  add(id: number): void {
    for (let row = 0; row < ROWS; row++) {
      const index = this.#index(id, row);
      const count = this.#counts[index] as number;
      if (count < MOST) this.#counts[index] = count + 1;
    }
    if (++this.#additions >= this.#sample) this.#halve();
  }

  count(id: number): number {
    let least = MOST;
    for (let row = 0; row < ROWS; row++)
      least = Math.min(least, this.#counts[this.#index(id, row)] as number);
    return least;
  }

  #index(id: number, row: number): number {
    let hash = Math.imul(id + 1, SEEDS[row] as number);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return row * (this.#mask + 1) + ((hash ^ (hash >>> 13)) & this.#mask);
  }

  #halve(): void {
    for (let index = 0; index < this.#counts.length; index++)
      this.#counts[index] = (this.#counts[index] as number) >>> 1;
    this.#additions >>>= 1;
  }
}
