import { abortReason } from './abort-hub.js';
import type { Entry, Failure } from './entry.js';
import { CircularFlightError, ClosedError, OverloadedError } from './errors.js';
import { mayStandIn, tellFallback } from './fallback.js';
import type { Flight } from './flight.js';
import type { FlightDeck, Source } from './flight-deck.js';
import { type Freshness, freshness, isRetained } from './freshness.js';
import { keyOfId } from './namespace.js';
import type { GetOrFetchOptions } from './options.js';
import { type Parts, runningFetch, shownKey } from './parts.js';
import type { Settings } from './settings.js';
import type { Trace } from './trace.js';
import { ASK_AGAIN, Waiter } from './waiter.js';
import { type Run, wouldWaitForItself } from './waits.js';

/** One call, its options resolved. */
export interface Question {
  readonly id: string;
  readonly source: Source;
  readonly settings: Settings;
  /** What this call alone said. */
  readonly call: GetOrFetchOptions;
  readonly trace: Trace | undefined;
  /** When the call's timeout passes, where that is settled. */
  readonly giveUpAt?: number;
}

interface TimedQuestion extends Question {
  readonly giveUpAt: number;
}

/** The walk that every call takes that is not a plain hit. */
export class GetOrFetch {
  readonly #parts: Parts;
  readonly #deck: FlightDeck;
  readonly #isClosed: () => boolean;

  constructor(parts: Parts, deck: FlightDeck, isClosed: () => boolean) {
    this.#parts = parts;
    this.#deck = deck;
    this.#isClosed = isClosed;
  }

  ask(question: Question): Promise<unknown> {
    const { signal } = question.call;
    if (signal?.aborted) return Promise.reject(abortReason(signal));
    // Closed since the call began: by a listener, or while it waited.
    if (this.#isClosed()) return Promise.reject(new ClosedError());

    const entry = this.#liveEntry(question.id);
    const state = this.#freshness(entry, question);
    switch (state) {
      case 'fresh':
      case 'late':
        return this.#hit(question, entry as Entry, state === 'late');
      case 'stale':
        return this.#serveStale(question, entry as Entry, true);
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

  // The answer is taken first, here and below: a fetcher or a listener may empty the store at once.
  #hit(question: Question, entry: Entry, isLate: boolean): Promise<unknown> {
    const { id, trace } = question;
    const answer = this.#parts.store.promise(id);
    if (isLate) this.#refresh(question, entry);
    trace?.fromEntry('hit', entry);
    this.#countFresh(id);
    return answer;
  }

  #serveStale(question: Question, entry: Entry, isToRefresh: boolean): Promise<unknown> {
    const { id, trace } = question;
    const answer = this.#parts.store.promise(id);
    if (isToRefresh) this.#refresh(question, entry);
    trace?.fromEntry('stale', entry);
    this.#countStale(id, entry);
    return answer;
  }

  #countFresh(id: string): void {
    const { counts, topics } = this.#parts;
    counts.hits++;
    if (topics.hit.isHeard) topics.hit.emit({ key: shownKey(id) });
  }

  #countStale(id: string, { storedAt }: Entry): void {
    const { clock, counts, topics } = this.#parts;
    counts.stale++;
    if (topics.stale.isHeard) topics.stale.emit({ key: shownKey(id), age: clock.now() - storedAt });
  }

  // One refresh at a time, none while the last failure is recent, and none for which there is no room.
  #refresh(question: Question, entry: Entry): void {
    const failure = this.#failureOf(entry);
    const isPutOff = failure !== undefined && this.#parts.clock.now() < failure.retryAt;
    if (isPutOff || this.#deck.isFull || this.#joinableFlight(question.id) !== undefined) return;
    this.#launch(question, entry, true);
  }

  /** The answer that the last failure leaves, while it is recent. */
  #answerFromFailure(question: Question, entry: Entry | undefined): Promise<unknown> | undefined {
    const failure = this.#failureOf(entry);
    if (entry === undefined || failure === undefined || question.call.refresh) return undefined;
    const now = this.#parts.clock.now();
    const { error, retryAt, errorUntil } = failure;
    const isRecent = now < retryAt || now < errorUntil;
    if (isRecent && mayStandIn(this.#parts, entry, question.call))
      return this.#serveStale(question, entry, false);
    return now < errorUntil ? Promise.reject(error) : undefined;
  }

  /** The last failure, unless a tag of the fetch that failed has been invalidated since. */
  #failureOf(entry: Entry | undefined): Failure | undefined {
    const failure = entry?.failure;
    if (failure === undefined) return undefined;
    return this.#parts.invalidations.isOvertaken(failure.tags, failure.since) ? undefined : failure;
  }

  #waitForFlight(question: Question, entry: Entry | undefined): Promise<unknown> {
    const run = currentRun();
    const running = this.#joinableFlight(question.id);
    if (running !== undefined) return this.#join(question, running, run);
    if (this.#deck.isFull) return this.#turnAway(question, entry);
    return this.#seat(question, this.#launch(question, entry, false, run), false, run);
  }

  #join(question: Question, flight: Flight, run: Run | undefined): Promise<unknown> {
    const { id, call } = question;
    if (run !== undefined && flight.early === undefined) {
      if (wouldWaitForItself(run, flight))
        return Promise.reject(new CircularFlightError(keyOfId(id)));
      flight.awaitedBy.add(run);
    }
    if (call.refresh) flight.refresh = true;
    const answer = this.#seat(question, flight, true, run);
    this.#tellJoin(id, flight);
    return answer;
  }

  /** The key's flight, unless a tag that it is known to carry has been invalidated since it started. */
  #joinableFlight(id: string): Flight | undefined {
    const { flights, invalidations } = this.#parts;
    const flight = flights.get(id);
    if (flight === undefined) return undefined;
    const tags = flight.early?.lifetime.tags ?? flight.settings.tags;
    if (!invalidations.isOvertaken(tags, flight.since)) return flight;
    flights.detach(id);
    return undefined;
  }

  #launch(
    { id, source, settings, call }: Question,
    stale: Entry | undefined,
    background: boolean,
    awaitedBy?: Run,
  ): Flight {
    const { deadlines, invalidations } = this.#parts;
    const startedAt = deadlines.now();
    const isHeld = stale !== undefined && isRetained(startedAt - stale.storedAt, stale.lifetime);
    const plan = {
      key: id,
      settings,
      since: invalidations.sequence,
      startedAt,
      background,
      refresh: call.refresh === true || stale?.lifetime.mustRefetch === true,
    };
    return this.#deck.launch(plan, isHeld ? stale : undefined, source, awaitedBy);
  }

  // Those who neither leave nor may have to ask again share one promise.
  #seat(
    question: Question,
    flight: Flight,
    hasJoined: boolean,
    waitingRun: Run | undefined,
  ): Promise<unknown> {
    const mayAskAgain = hasJoined && (flight.run !== flight || this.#isLate(flight));
    if (!mayAskAgain && !this.#canLeave(question)) return flight.join();
    const giveUpAt = question.giveUpAt ?? this.#parts.deadlines.now() + question.settings.timeout;
    const timed = { ...question, giveUpAt };
    const answer = this.#board(timed, flight, hasJoined, waitingRun);
    if (!mayAskAgain) return answer;
    // `then` brings the caller's own async context back, which is not that of whoever started the flight.
    return answer.then((value) => (value === ASK_AGAIN ? this.ask(timed) : value));
  }

  // Something was invalidated since the flight began, and the flight may turn out to carry its tag.
  #isLate({ since }: Flight): boolean {
    return since !== this.#parts.invalidations.sequence;
  }

  #canLeave({ settings, call, trace }: Question): boolean {
    const isPatient =
      call.signal === undefined &&
      settings.timeout === Number.POSITIVE_INFINITY &&
      settings.softTimeout === Number.POSITIVE_INFINITY;
    const narrows = call.staleIfError !== undefined || call.staleWhileRevalidate !== undefined;
    return !isPatient || narrows || trace !== undefined;
  }

  #board(
    { settings, call, trace, giveUpAt }: TimedQuestion,
    flight: Flight,
    hasJoined: boolean,
    waitingRun: Run | undefined,
  ): Promise<unknown> {
    const { clock, deadlines, invalidations } = this.#parts;
    const waiter = new Waiter(
      flight,
      {
        signal: call.signal,
        timeout: settings.timeout,
        giveUpAt,
        softTimeout: settings.softTimeout,
        narrowed: call,
        // Whoever starts a flight comes before all that happens to it.
        since: hasJoined ? invalidations.sequence : flight.since,
        hasJoined,
        waitingRun,
        trace,
      },
      this.#deck,
      deadlines,
      clock,
    );
    flight.settleLate(waiter);
    return waiter.promise;
  }

  #turnAway({ id, call, trace }: Question, entry: Entry | undefined): Promise<unknown> {
    const { store, maxFlights } = this.#parts;
    if (entry === undefined || !mayStandIn(this.#parts, entry, call))
      return Promise.reject(new OverloadedError(keyOfId(id), maxFlights));
    const answer = store.promise(id);
    tellFallback(this.#parts, id, entry);
    trace?.fromEntry('fallback', entry);
    return answer;
  }

  #tellJoin(id: string, flight: Flight): void {
    const { counts, topics } = this.#parts;
    counts.joined++;
    if (topics.join.isHeard) topics.join.emit({ key: shownKey(id), waiters: flight.waiterCount });
  }
}

/** The fetcher that is asking, if one is. */
function currentRun(): Run | undefined {
  const run = runningFetch.current;
  return run === undefined || run.isOver ? undefined : run;
}
