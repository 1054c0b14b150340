import type { Deadlines } from './deadlines.js';
import type { Flight } from './flight.js';
import type { Landing } from './landing.js';

/** A flight, as those who look from outside see it. */
export interface FlightInfo {
  /** Shortened. */
  readonly key: string;
  /** Milliseconds since it started. */
  readonly age: number;
  /** Callers aboard. */
  readonly waiters: number;
  /** Does it go on without waiters? */
  readonly background: boolean;
}

/** Every flight in the air: at most one a key that can be joined, and those that were detached and still answer their waiters. */
export class Flights {
  readonly #deadlines: Deadlines;
  readonly #joinable = new Map<string, Flight>();
  readonly #detached = new Set<Flight>();

  constructor(deadlines: Deadlines) {
    this.#deadlines = deadlines;
  }

  get size(): number {
    return this.#joinable.size + this.#detached.size;
  }

  [Symbol.iterator](): IterableIterator<Flight> {
    return [...this.#joinable.values(), ...this.#detached].values();
  }

  /** The flight that a call for this key may join. */
  get(key: string): Flight | undefined {
    return this.#joinable.get(key);
  }

  add(flight: Flight): void {
    const { key, settings } = flight.plan;
    this.#joinable.set(key, flight);
    this.#deadlines.add(flight, this.#deadlines.now(), settings.flightTimeout);
  }

  /** From now on nobody joins the key's flight, and it stores nothing; those aboard still get its outcome. */
  detach(key: string): void {
    const flight = this.#joinable.get(key);
    if (flight === undefined) return;
    flight.isFenced = true;
    this.#joinable.delete(key);
    this.#detached.add(flight);
  }

  detachAll(): void {
    for (const key of [...this.#joinable.keys()]) this.detach(key);
  }

  /** Takes a flight out of the air, and nothing but that flight: its successor may be in its place. */
  remove(flight: Flight): void {
    if (this.#joinable.get(flight.plan.key) === flight) this.#joinable.delete(flight.plan.key);
    else this.#detached.delete(flight);
    this.#deadlines.remove(flight);
  }

  /** Ends every flight alike. */
  endAll(landing: Landing): void {
    for (const flight of this) {
      this.remove(flight);
      flight.end(landing);
      flight.run.excuse(flight);
    }
  }
}
