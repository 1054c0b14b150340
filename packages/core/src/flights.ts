import type { Deadlines } from './deadlines.js';
import type { Directory } from './directory.js';
import type { Flight } from './flight.js';
import type { Landing } from './landing.js';

/** Every flight in the air: at most one a key that can be joined, and those that were detached and still answer their waiters. */
export class Flights {
  readonly #deadlines: Deadlines;
  readonly #directory: Directory<Flight>;
  readonly #all: Flight[] = [];

  constructor(deadlines: Deadlines, directory: Directory<Flight>) {
    this.#deadlines = deadlines;
    this.#directory = directory;
  }

  get size(): number {
    return this.#all.length;
  }

  [Symbol.iterator](): IterableIterator<Flight> {
    return [...this.#all].values();
  }

  /** The flight that a call for this key may join. */
  get(key: string): Flight | undefined {
    return this.#directory.flight(key);
  }

  add(flight: Flight): void {
    const { key, settings, startedAt } = flight;
    flight.index = this.#all.push(flight) - 1;
    this.#directory.setFlight(key, flight);
    this.#deadlines.add(flight, startedAt, settings.flightTimeout);
  }

  /** From now on nobody joins the key's flight, and it stores nothing; those aboard still get its outcome. */
  detach(key: string): void {
    const flight = this.#directory.flight(key);
    if (flight !== undefined) this.#detach(flight);
  }

  detachAll(): void {
    for (const flight of this.#all) this.#detach(flight);
  }

  /** Takes a flight out of the air, and nothing but that flight. */
  remove(flight: Flight): void {
    if (this.#all[flight.index] !== flight) return;
    const last = this.#all.pop() as Flight;
    if (last !== flight) {
      this.#all[flight.index] = last;
      last.index = flight.index;
    }
    this.#directory.removeFlight(flight.key, flight);
    this.#deadlines.remove(flight);
  }

  /** Ends every flight alike. */
  endAll(landing: Landing): void {
    for (const flight of this) {
      this.remove(flight);
      flight.end(landing);
      flight.run.excuse(flight);
    }
    // An array that has been emptied one by one keeps its room.
    this.#all.length = 0;
  }

  #detach(flight: Flight): void {
    flight.isFenced = true;
    this.#directory.removeFlight(flight.key, flight);
  }
}
