import { Batch, type BatchControl } from './batch.js';
import type { ManyFetcher } from './fetch-many.js';
import type { Flight } from './flight.js';
import type { FlightContext } from './flight-context.js';

/**
 * The batches of one call: one for the keys that are missing, one to refresh the stale ones, and a second wave of either
 * for flights that come when the first has gone upstream.
 */
export class Batches {
  readonly #fetchMany: ManyFetcher<unknown>;
  readonly #isDetached: boolean;
  readonly #control: BatchControl;
  #missing: Batch | undefined;
  #stale: Batch | undefined;
  #isComplete = false;

  constructor(fetchMany: ManyFetcher<unknown>, isDetached: boolean, control: BatchControl) {
    this.#fetchMany = fetchMany;
    this.#isDetached = isDetached;
    this.#control = control;
  }

  /** The batch that a flight may still come aboard. */
  open(background: boolean): Batch {
    const latest = background ? this.#stale : this.#missing;
    if (latest?.isOpen) return latest;
    const batch = new Batch(this.#fetchMany, this.#isDetached || background, this.#control);
    if (background) this.#stale = batch;
    else this.#missing = batch;
    // Those who come late come together, in one turn.
    if (this.#isComplete) queueMicrotask(() => batch.complete());
    return batch;
  }

  /** Fetches for a flight: with the batch that it is aboard, or with the next if that has started, or if it went to the background meanwhile. */
  fetch(flight: Flight, context: FlightContext): void {
    const batch = this.open(flight.background);
    if (flight.run !== batch) flight.run.excuse(flight);
    flight.run = batch;
    batch.takeAboard(flight);
    batch.seat(flight, context);
  }

  /** Every key of the call has been asked for. */
  complete(): void {
    this.#isComplete = true;
    this.#missing?.complete();
    this.#stale?.complete();
  }
}
