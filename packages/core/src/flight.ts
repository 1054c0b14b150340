import type { Deadline } from './deadlines.js';
import type { Placeholder } from './directory.js';
import type { Entry, Lifetime } from './entry.js';
import type { Narrowing } from './freshness.js';
import { ABSENT, type FailureLanding, type Landing, type ValueLanding } from './landing.js';
import type { Lease } from './remote.js';
import type { Settings } from './settings.js';
import { type Awaited, type Run, Waits } from './waits.js';

/** Who decides what becomes of a flight that nobody waits for, or that takes too long. */
export interface FlightControl {
  /** The last waiter has left. */
  onDeserted(flight: Flight): void;
  /** The flight's own timeout passed. */
  onTimeout(flight: Flight): void;
  /** The stale value that may stand in for this flight's outcome, if any. */
  standIn(flight: Flight, narrowed?: Narrowing): Entry | undefined;
  /** The flight goes on without waiters from now on. */
  onBackground(flight: Flight): void;
  /** The fetcher has an answer, and goes on. */
  onEarlyAnswer(flight: Flight, value: unknown, lifetime: Lifetime): void;
}

/** A caller aboard who may leave before the flight ends. */
export interface LeavingWaiter {
  settle(landing: Landing): void;
  /** Would this caller rather have the stale value at once? */
  takesStale(landing: ValueLanding<unknown>): boolean;
}

/** What a flight is started with. */
export interface FlightPlan {
  readonly key: string;
  readonly settings: Settings;
  readonly since: number;
  readonly startedAt: number;
  readonly background: boolean;
  /** Fetch anew, whatever L2 holds. */
  readonly refresh: boolean;
}

/** What a flight lands with: itself, or the batch that fetches for it. */
export interface Carrier extends Run {
  /** The flight has ended, or goes on by itself. */
  excuse(flight: Flight): void;
}

type Settle = (outcome: unknown) => void;

// What the executor of the latest promise was given: one executor for all of them, in place of a closure each.
let lastResolve: Settle | undefined;
let lastReject: Settle | undefined;

function noteSettlers(resolve: Settle, reject: Settle): void {
  lastResolve = resolve;
  lastReject = reject;
}

/**
 * One run of a fetcher, shared by everyone who asks for its key meanwhile. It belongs to nobody: waiters come and go,
 * and only when the last one has left does it ask its control whether to go on.
 */
export class Flight implements Deadline, Placeholder, Awaited, Carrier {
  deadlineAt = 0;
  deadlineIndex = -1;
  /** Its index among all flights. Set by `Flights`. */
  index = -1;

  readonly key: string;
  readonly settings: Settings;
  /** How many tags had been invalidated when it started. */
  readonly since: number;
  readonly startedAt: number;
  run: Carrier;
  /** Goes on without waiters. */
  background = false;
  /** Something invalidated its key: it answers those aboard and stores nothing. */
  isFenced = false;
  isOver = false;
  /** Its value is being stored in its place. */
  isLanding = false;
  /** What is held of the key, to be revalidated, or to stand in if the fetch fails. */
  stale: Entry | undefined;
  /** The right to write to L2, while it is held. */
  lease: Lease | undefined;
  /** Was it fenced before it claimed the lease? Then what it fetches is newer than what fenced it. */
  isLeaseNewer = false;
  /** May L2 hold a value of the key? Known with the lease. */
  mayBeInRemote = false;
  /** Somebody aboard wants a fetch, whatever L2 holds. */
  refresh: boolean;
  /** What answers everyone aboard, and whoever joins, while the fetcher goes on. */
  early: ValueLanding<unknown> | undefined;

  readonly #control: FlightControl;
  #waiters: Set<LeavingWaiter> | undefined;
  #promised = 0;
  /** The one promise that all share who cannot leave. */
  #shared: Promise<unknown> | undefined;
  #resolve: Settle | undefined;
  #reject: Settle | undefined;
  #controller: AbortController | undefined;
  #failure: FailureLanding | undefined;
  #markOver: (() => void) | undefined;
  #awaitedBy: Waits | undefined;

  /** @param run the batch that it flies with, if any */
  constructor(plan: FlightPlan, stale: Entry | undefined, control: FlightControl, run?: Carrier) {
    this.key = plan.key;
    this.settings = plan.settings;
    this.since = plan.since;
    this.startedAt = plan.startedAt;
    this.run = run ?? this;
    this.stale = stale;
    this.refresh = plan.refresh;
    this.#control = control;
  }

  get waiterCount(): number {
    return this.#promised + (this.#waiters?.size ?? 0);
  }

  /** The fetcher's signal, made when it is first asked for: even when the flight has been given up by then. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#failure !== undefined) this.#controller.abort(this.#failure.error);
    }
    return this.#controller.signal;
  }

  get awaitedBy(): Waits {
    this.#awaitedBy ??= new Waits();
    return this.#awaitedBy;
  }

  carries(flight: Awaited): boolean {
    return flight === this;
  }

  /** For a caller who cannot leave: the same promise for all of them. */
  join(): Promise<unknown> {
    this.#promised++;
    const shared = this.#shared ?? this.#share();
    const landing = this.#failure ?? this.early;
    if (landing !== undefined) this.#answerShared(landing);
    return shared;
  }

  #share(): Promise<unknown> {
    this.#shared = new Promise(noteSettlers);
    this.#resolve = lastResolve;
    this.#reject = lastReject;
    // They would keep the promise alive, and its value.
    lastResolve = lastReject = undefined;
    return this.#shared;
  }

  board(waiter: LeavingWaiter): void {
    this.#waiters ??= new Set();
    this.#waiters.add(waiter);
  }

  /** Answers a waiter who boarded when there was an answer: an early one, or of a flight that its fetcher ended by closing the cache. */
  settleLate(waiter: LeavingWaiter): void {
    const landing = this.#failure ?? this.early;
    if (landing === undefined) return;
    this.#waiters?.delete(waiter);
    waiter.settle(landing);
  }

  leave(waiter: LeavingWaiter): void {
    this.#waiters?.delete(waiter);
    if (this.waiterCount === 0 && !this.background && !this.isOver) this.#control.onDeserted(this);
  }

  /** Answers those who take a stale value at once, and goes on in the background. */
  answerStale(landing: ValueLanding<unknown>): void {
    this.#control.onBackground(this);
    for (const waiter of this.#waiters ?? []) {
      if (!waiter.takesStale(landing)) continue;
      this.#waiters?.delete(waiter);
      waiter.settle(landing);
    }
    this.#answerShared(landing);
  }

  /** Asks for everyone to be answered now. The flight goes on in the background. */
  requestEarlyAnswer(value: unknown, lifetime: Lifetime): void {
    if (!this.isOver) this.#control.onEarlyAnswer(this, value, lifetime);
  }

  /** Answers everyone aboard, and from now on whoever joins. */
  answerEarly(landing: ValueLanding<unknown>): void {
    this.early = landing;
    this.#answerAll(landing);
    // Nobody waits for it any more, though it goes on.
    this.#awaitedBy?.clear();
  }

  /** Ends the flight: answers everyone aboard and, where it did not land well, aborts the fetcher's signal. */
  end(landing: Landing): void {
    this.isOver = true;
    if (landing.kind === 'failure') this.#failure = landing;
    this.#answerAll(landing);
    // Whatever the fetcher left running remembers its flight by its async context, and must not keep a value alive.
    this.stale = undefined;
    this.early = undefined;
    if (landing.kind === 'failure') this.#controller?.abort(landing.error);
    this.#markOver?.();
  }

  /** Resolves when the flight is over, however it ends. Asked for once. */
  whenOver(): Promise<void> {
    if (this.isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.#markOver = resolve;
    });
  }

  passDeadline(): void {
    this.#control.onTimeout(this);
  }

  excuse(): void {}

  #answerAll(landing: Landing): void {
    const waiters = this.#waiters;
    this.#waiters = undefined;
    if (waiters !== undefined) for (const waiter of waiters) waiter.settle(landing);
    this.#answerShared(landing);
  }

  #answerShared(landing: Landing): void {
    if (this.#shared === undefined) return;
    const resolve = this.#resolve as Settle;
    const reject = this.#reject as Settle;
    this.#promised = 0;
    this.#shared = undefined;
    this.#resolve = this.#reject = undefined;
    if (landing.kind === 'value') return resolve(landing.value);
    // Whoever shares a batch's flight asked for the batch.
    if (landing.kind === 'absent') return resolve(ABSENT);
    const entry = landing.mayFallBack ? this.#control.standIn(this) : undefined;
    if (entry === undefined) reject(landing.error);
    else resolve(entry.value);
  }
}
