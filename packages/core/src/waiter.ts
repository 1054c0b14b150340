import { type AbortListener, abortReason, listenToAbort, stopListening } from './abort-hub.js';
import type { Clock } from './clock.js';
import type { Deadline, Deadlines } from './deadlines.js';
import type { Entry } from './entry.js';
import { WaitTimeoutError } from './errors.js';
import type { Flight, FlightControl, LeavingWaiter } from './flight.js';
import { freshness, type Narrowing } from './freshness.js';
import { ABSENT, type Landing, type ValueLanding } from './landing.js';
import { keyOfId } from './namespace.js';
import type { Trace } from './trace.js';
import type { Run } from './waits.js';

/** What a waiter is answered with when the flight's outcome turns out not to be for him. */
export const ASK_AGAIN: unique symbol = Symbol('ask again');

/** How one caller waits. */
export interface Patience {
  readonly signal: AbortSignal | undefined;
  readonly timeout: number;
  /** When the timeout passes, on the cache's clock; `Infinity` for never. */
  readonly giveUpAt: number;
  /** Milliseconds from now; `Infinity` for none. */
  readonly softTimeout: number;
  readonly narrowed: Narrowing;
  /** How many tags had been invalidated when the wait began. */
  readonly since: number;
  readonly hasJoined: boolean;
  /** The fetcher that waits, if it is one. */
  readonly waitingRun: Run | undefined;
  readonly trace: Trace | undefined;
}

/** A caller who waits by rules of his own: he may leave, and his leaving touches nobody else. */
export class Waiter implements Deadline, AbortListener, LeavingWaiter {
  deadlineAt = 0;
  deadlineIndex = -1;

  readonly promise: Promise<unknown>;
  readonly #flight: Flight;
  readonly #patience: Patience;
  readonly #control: FlightControl;
  readonly #deadlines: Deadlines;
  readonly #clock: Clock;
  #resolve!: (value: unknown) => void;
  #reject!: (reason: unknown) => void;

  constructor(
    flight: Flight,
    patience: Patience,
    control: FlightControl,
    deadlines: Deadlines,
    clock: Clock,
  ) {
    const now = deadlines.now();
    this.#flight = flight;
    this.#patience = patience;
    this.#control = control;
    this.#deadlines = deadlines;
    this.#clock = clock;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    flight.board(this);
    if (flight.isOver) return;
    const { signal } = patience;
    // Aborted while the flight was started: no listener would hear of it.
    if (signal?.aborted) {
      this.onAbort(signal);
      return;
    }
    if (signal !== undefined) listenToAbort(signal, this);
    deadlines.add(this, now, Math.min(patience.giveUpAt - now, patience.softTimeout));
  }

  /** The flight has ended, or answers early. */
  settle(landing: Landing): void {
    this.#stopWaiting();
    if (landing.kind === 'failure') return this.#settleFailure(landing.error, landing.mayFallBack);
    if (landing.kind === 'absent')
      return this.#resolve(this.#patience.hasJoined ? ASK_AGAIN : ABSENT);
    if (this.#cameAfter(landing.overtakenAt)) return this.#resolve(ASK_AGAIN);
    this.#patience.trace?.fromLanding(landing, this.#patience.hasJoined);
    this.#resolve(landing.value);
  }

  takesStale(landing: ValueLanding<unknown>): boolean {
    const age = this.#clock.now() - landing.storedAt;
    return freshness(age, landing.lifetime, this.#patience.narrowed) === 'stale';
  }

  onAbort(signal: AbortSignal): void {
    this.#stopWaiting();
    this.#flight.leave(this);
    this.#reject(abortReason(signal));
  }

  passDeadline(): void {
    const entry = this.#control.standIn(this.#flight, this.#patience.narrowed);
    if (entry !== undefined) return this.#leaveWith(entry);
    const now = this.deadlineAt;
    const { giveUpAt } = this.#patience;
    if (now < giveUpAt) return this.#deadlines.add(this, now, giveUpAt - now);
    this.#stopWaiting();
    this.#flight.leave(this);
    this.#reject(new WaitTimeoutError(keyOfId(this.#flight.key), this.#patience.timeout));
  }

  // The value in hand was stale; the fetch goes on, to be stored.
  #leaveWith(entry: Entry): void {
    this.#stopWaiting();
    this.#control.onBackground(this.#flight);
    this.#flight.leave(this);
    this.#answerWith(entry);
  }

  #settleFailure(error: unknown, mayFallBack: boolean): void {
    const entry = mayFallBack
      ? this.#control.standIn(this.#flight, this.#patience.narrowed)
      : undefined;
    if (entry === undefined) this.#reject(error);
    else this.#answerWith(entry);
  }

  #answerWith(entry: Entry): void {
    this.#patience.trace?.fromEntry('fallback', entry);
    this.#resolve(entry.value);
  }

  // Only the latest invalidation of a tag is remembered: it may have had others, before this caller came.
  #cameAfter(overtakenAt: number): boolean {
    return overtakenAt > 0 && this.#patience.since > this.#flight.since;
  }

  #stopWaiting(): void {
    const { signal, waitingRun } = this.#patience;
    if (signal !== undefined) stopListening(signal, this);
    if (waitingRun !== undefined) this.#flight.awaitedBy.remove(waitingRun);
    this.#deadlines.remove(this);
  }
}
