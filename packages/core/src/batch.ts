import { type Enter, thisContext } from './async-context.js';
import { callFetcher } from './call-fetcher.js';
import { type Answer, fetchMany, type ManyFetcher, type Outcome, outcomeOf } from './fetch-many.js';
import type { Carrier, Flight } from './flight.js';
import type { FlightContext } from './flight-context.js';
import { keyOfId } from './namespace.js';
import { type Awaited, Waits } from './waits.js';

/** Who lands the flights of a batch, one by one. */
export interface BatchControl {
  onValue(flight: Flight, value: unknown, context: FlightContext): void;
  onAbsent(flight: Flight): void;
  onFailure(flight: Flight, error: unknown): void;
}

/** A flight that a batch fetches for. */
interface Seat {
  readonly flight: Flight;
  readonly context: FlightContext;
}

/** One call of a batch's fetcher. It starts when each of its flights has come to the point of fetching, or needs no fetch. */
export class Batch implements Carrier {
  isOver = false;
  readonly awaitedBy: Waits = new Waits();

  readonly #fetcher: ManyFetcher<unknown>;
  readonly #isDetached: boolean;
  readonly #control: BatchControl;
  readonly #asStarter: Enter = thisContext();
  readonly #aboard: Set<Awaited> = new Set();
  readonly #awaited: Set<Flight> = new Set();
  readonly #seats: Map<string, Seat> = new Map();
  readonly #controller: AbortController = new AbortController();
  #isComplete = false;
  #hasStarted = false;

  constructor(fetcher: ManyFetcher<unknown>, isDetached: boolean, control: BatchControl) {
    this.#fetcher = fetcher;
    this.#isDetached = isDetached;
    this.#control = control;
  }

  /** May flights still come aboard? */
  get isOpen(): boolean {
    return !this.#hasStarted;
  }

  carries(flight: Awaited): boolean {
    return this.#aboard.has(flight);
  }

  /** A flight that will come to the point of fetching, unless it is excused. */
  takeAboard(flight: Flight): void {
    if (this.#aboard.has(flight)) return;
    this.#aboard.add(flight);
    this.#awaited.add(flight);
    flight.awaitedBy.countIn(this.awaitedBy);
  }

  /** A flight has come to the point of fetching. */
  seat(flight: Flight, context: FlightContext): void {
    this.#awaited.delete(flight);
    this.#seats.set(context.key, { flight, context });
    this.#startWhenReady();
  }

  /** A flight has ended, or goes on without the batch. */
  excuse(flight: Flight): void {
    if (!this.#aboard.delete(flight)) return;
    flight.awaitedBy.countAlone();
    if (this.#hasStarted) return this.#abortWhenDeserted(flight);
    this.#awaited.delete(flight);
    this.#seats.delete(keyOfId(flight.key));
    // Others may be about to leave with it: whoever is then left goes.
    queueMicrotask(() => this.#startWhenReady());
  }

  /** Every flight that there will be is aboard. */
  complete(): void {
    this.#isComplete = true;
    this.#startWhenReady();
  }

  #startWhenReady(): void {
    const isReady = this.#isComplete && this.#awaited.size === 0 && this.#seats.size > 0;
    if (this.#hasStarted || !isReady) return;
    this.#hasStarted = true;
    this.#call().then(
      (answer) => this.#land(answer),
      (error: unknown) => this.#fail(error),
    );
  }

  #call(): Promise<Answer> {
    const contexts = new Map([...this.#seats].map(([key, { context }]) => [key, context]));
    const call = (): Promise<Answer> => fetchMany(this.#fetcher, contexts, this.#controller.signal);
    return this.#asStarter(() => callFetcher(call, undefined, this, this.#isDetached));
  }

  // It is over when the last value is there: some may come by promises of their own.
  #land(answer: Answer): void {
    const outcomes = [...this.#seats].map(([key, seat]) => ({ seat, ...outcomeOf(key, answer) }));
    let late = outcomes.filter(({ kind }) => kind === 'late').length;
    const arrive = (): void => {
      if (--late === 0) this.isOver = true;
    };
    this.isOver = late === 0;
    for (const outcome of outcomes) this.#landOne(outcome.seat, outcome, arrive);
  }

  #landOne({ flight, context }: Seat, outcome: Outcome, arrive: () => void): void {
    const control = this.#control;
    switch (outcome.kind) {
      case 'value':
        return control.onValue(flight, outcome.value, context);
      case 'absent':
        return control.onAbsent(flight);
      case 'failure':
        return control.onFailure(flight, outcome.error);
      case 'late':
        outcome.value.then(
          (value) => {
            arrive();
            control.onValue(flight, value, context);
          },
          (error: unknown) => {
            arrive();
            control.onFailure(flight, error);
          },
        );
    }
  }

  #fail(error: unknown): void {
    this.isOver = true;
    for (const { flight } of this.#seats.values()) this.#control.onFailure(flight, error);
    this.#controller.abort(error);
  }

  #abortWhenDeserted({ signal }: Flight): void {
    if (this.#aboard.size === 0 && !this.isOver) this.#controller.abort(signal.reason);
  }
}
