import { abortReason } from './abort-hub.js';
import type { Entry } from './entry.js';
import { CircularFlightError, OverloadedError } from './errors.js';
import { mayStandIn, tellFallback } from './fallback.js';
import type { Flight } from './flight.js';
import type { FlightDeck, Source } from './flight-deck.js';
import { type Freshness, freshness } from './freshness.js';
import { ABSENT } from './landing.js';
import { keyOfId } from './namespace.js';
import type { GetOrFetchOptions } from './options.js';
import { type Parts, runningFetch, shownKey } from './parts.js';
import type { Settings } from './settings.js';
import type { Trace } from './trace.js';
import { Waiter } from './waiter.js';
import { noteWait, type Run, wouldWaitForItself } from './waits.js';

/** One call, its options resolved. */
export interface Question {
  readonly id: string;
  readonly source: Source;
  readonly settings: Settings;
  /** What this call alone said. */
  readonly call: GetOrFetchOptions;
  readonly trace: Trace | undefined;
}

/** The walk that every call takes that is not a plain hit. */
export class GetOrFetch {
  readonly #parts: Parts;
  readonly #deck: FlightDeck;

  constructor(parts: Parts, deck: FlightDeck) {
    this.#parts = parts;
    this.#deck = deck;
  }

  ask(question: Question): Promise<unknown> {
    const { signal } = question.call;
    if (signal?.aborted) return Promise.reject(abortReason(signal));

    const entry = this.#liveEntry(question.id);
    switch (this.#freshness(entry, question)) {
      case 'fresh':
        return this.#hit(question, entry as Entry);
      case 'late':
        this.#refresh(question, entry as Entry);
        return this.#hit(question, entry as Entry);
      case 'stale':
        this.#refresh(question, entry as Entry);
        return this.#serveStale(question, entry as Entry);
      default:
        return this.#answerFromFailure(question, entry) ?? this.#waitForFlight(question, entry);
    }
  }

  /** Counts an answer that was given from what is held. */
  countHit(id: string, entry: Entry): void {
    const { clock, store } = this.#parts;
    store.touch(id);
    if (clock.now() - entry.storedAt < entry.lifetime.ttl) this.#countFresh(id);
    else this.#countStale(id, entry);
  }

  /** What is held of the key and no invalidation has overtaken. */
  #liveEntry(id: string): Entry | undefined {
    const { store, invalidations } = this.#parts;
    const entry = store.entry(id);
    if (
      entry === undefined ||
      !invalidations.isOvertaken(entry.lifetime.tags, entry.lifetime.since)
    )
      return entry;
    store.delete(id);
    return undefined;
  }

  #freshness(entry: Entry | undefined, { call }: Question): Freshness {
    if (entry === undefined || call.refresh) return 'expired';
    return freshness(this.#parts.clock.now() - entry.storedAt, entry.lifetime, call);
  }

  #hit({ id, trace }: Question, entry: Entry): Promise<unknown> {
    trace?.fromEntry('hit', entry);
    this.#countFresh(id);
    return this.#parts.store.promise(id);
  }

  #serveStale({ id, trace }: Question, entry: Entry): Promise<unknown> {
    trace?.fromEntry('stale', entry);
    this.#countStale(id, entry);
    return this.#parts.store.promise(id);
  }

  #countFresh(id: string): void {
    const { counts, events } = this.#parts;
    counts.hits++;
    if (events.hearsHits) events.emit('hit', { key: shownKey(id) });
  }

  #countStale(id: string, { storedAt }: Entry): void {
    const { clock, counts, events } = this.#parts;
    counts.stale++;
    if (events.hears('stale'))
      events.emit('stale', { key: shownKey(id), age: clock.now() - storedAt });
  }

  // One refresh at a time, none while the last failure is recent, and none for which there is no room.
  #refresh(question: Question, entry: Entry): void {
    const isPutOff = entry.failure !== undefined && this.#parts.clock.now() < entry.failure.retryAt;
    if (isPutOff || this.#deck.isFull || this.#joinableFlight(question.id) !== undefined) return;
    this.#launch(question, entry, true);
  }

  /** The answer that the last failure leaves, while it is recent. */
  #answerFromFailure(question: Question, entry: Entry | undefined): Promise<unknown> | undefined {
    if (entry?.failure === undefined || question.call.refresh) return undefined;
    const now = this.#parts.clock.now();
    const { error, retryAt, errorUntil } = entry.failure;
    const isRecent = now < retryAt || now < errorUntil;
    if (isRecent && mayStandIn(this.#parts, entry, question.call))
      return this.#serveStale(question, entry);
    return now < errorUntil ? Promise.reject(error) : undefined;
  }

  #waitForFlight(question: Question, entry: Entry | undefined): Promise<unknown> {
    const { id, call } = question;
    const running = this.#joinableFlight(id);
    if (running !== undefined) {
      if (call.refresh) running.refresh = true;
      return this.#wait(question, running, true);
    }
    if (this.#deck.isFull) return this.#turnAway(question, entry);
    return this.#wait(question, this.#launch(question, entry, false), false);
  }

  /** The key's flight, unless a tag that it is known to carry has been invalidated since it started. */
  #joinableFlight(id: string): Flight | undefined {
    const { flights, invalidations } = this.#parts;
    const flight = flights.get(id);
    if (flight === undefined) return undefined;
    const { plan, early } = flight;
    const tags = early?.lifetime.tags ?? plan.settings.tags;
    if (!invalidations.isOvertaken(tags, plan.since)) return flight;
    flights.detach(id);
    return undefined;
  }

  #launch(
    { id, source, settings, call }: Question,
    stale: Entry | undefined,
    background: boolean,
  ): Flight {
    const { clock, invalidations } = this.#parts;
    const refresh = call.refresh === true || stale?.lifetime.mustRefetch === true;
    const plan = {
      key: id,
      settings,
      since: invalidations.sequence,
      startedAt: clock.now(),
      stale,
      background,
      refresh,
    };
    return this.#deck.launch(plan, source);
  }

  #wait(question: Question, flight: Flight, hasJoined: boolean): Promise<unknown> {
    const run = runningFetch.current;
    const waitingRun = run === undefined || run.isOver ? undefined : run;
    if (waitingRun !== undefined) {
      if (wouldWaitForItself(waitingRun, flight))
        return Promise.reject(new CircularFlightError(keyOfId(question.id)));
      noteWait(waitingRun, flight);
    }
    const answer = this.#canLeave(question, flight)
      ? this.#board(question, flight, hasJoined, waitingRun)
      : flight.join();
    if (hasJoined) this.#tellJoin(question.id, flight);
    return answer;
  }

  // Those who neither leave nor may be sent on share one promise.
  #canLeave({ settings, call, trace }: Question, flight: Flight): boolean {
    const isPatient =
      call.signal === undefined &&
      settings.timeout === Number.POSITIVE_INFINITY &&
      settings.softTimeout === Number.POSITIVE_INFINITY;
    const narrows = call.staleIfError !== undefined || call.staleWhileRevalidate !== undefined;
    const isLate = flight.plan.since !== this.#parts.invalidations.sequence;
    return !isPatient || narrows || isLate || trace !== undefined || flight.run !== flight;
  }

  #board(
    question: Question,
    flight: Flight,
    hasJoined: boolean,
    waitingRun: Run | undefined,
  ): Promise<unknown> {
    const { settings, call, trace } = question;
    const { clock, deadlines, invalidations } = this.#parts;
    const waiter = new Waiter(
      flight,
      {
        signal: call.signal,
        timeout: settings.timeout,
        softTimeout: settings.softTimeout,
        narrowed: call,
        since: invalidations.sequence,
        hasJoined,
        waitingRun,
        trace,
        askAgain: (giveUpAt) => this.#askAgain(question, flight, giveUpAt),
      },
      this.#deck,
      deadlines,
      clock,
    );
    flight.settleLate(waiter);
    return waiter.promise;
  }

  // The flight's outcome was not for this caller: it came before an invalidation that he came after, or there was none.
  #askAgain(question: Question, { run }: Flight, giveUpAt: number): Promise<unknown> {
    const { settings, source } = question;
    if (typeof source !== 'function' && run === source.batch(false)) return Promise.resolve(ABSENT);
    const timeout = Math.max(giveUpAt - this.#parts.clock.now(), 1);
    return this.ask({ ...question, settings: { ...settings, timeout } });
  }

  #turnAway({ id, call, trace }: Question, entry: Entry | undefined): Promise<unknown> {
    const { store, maxFlights } = this.#parts;
    if (entry === undefined || !mayStandIn(this.#parts, entry, call))
      return Promise.reject(new OverloadedError(keyOfId(id), maxFlights));
    tellFallback(this.#parts, id, entry);
    trace?.fromEntry('fallback', entry);
    return store.promise(id);
  }

  #tellJoin(id: string, flight: Flight): void {
    const { counts, events } = this.#parts;
    counts.joined++;
    if (events.hears('join'))
      events.emit('join', { key: shownKey(id), waiters: flight.waiterCount });
  }
}
