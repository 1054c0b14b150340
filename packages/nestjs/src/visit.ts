import type { CallHandler } from '@nestjs/common';
import type { AnswerInfo, FetchContext } from '@sameflight/core';
import { type Observable, type Subscriber, type Subscription, tap } from 'rxjs';
import { tellAnswer, tellPassThrough } from './cache-headers.js';
import { inFlight } from './current-flight.js';
import { Departure } from './departure.js';
import type { CoalescingEvents } from './events.js';
import { fly, type OwnAnswer } from './fly.js';
import type { HandlerCall } from './handler-call.js';
import { hostError } from './host-error.js';
import { LoneFlight } from './lone-flight.js';
import { PassThrough } from './pass-through.js';
import { type Plan, planOf } from './plan.js';
import { selects } from './question.js';
import type { Outcome, Recording } from './recording.js';
import { replay } from './replay.js';
import type { Route } from './route.js';

/** How often at most a caller asks anew because answers turned out to vary on more than was thought. */
const MOST_QUESTIONS = 4;

/** Who asks, and what would answer if nothing were shared. */
export interface Visitor {
  readonly call: HandlerCall;
  readonly route: Route;
  readonly next: CallHandler;
  readonly events: CoalescingEvents;
}

/**
 * One caller: from his question to his answer, or until he leaves. His way: `planOf` says by what key he asks, or that
 * he is passed through. `#ask` gets the outcome for the key: the cache's, or that of a flight, which `fly` makes where
 * he starts it. A recording is replayed to him and he is answered; where it answers other headers than his, he asks
 * anew. A refusal passes him through: to his own answer, if the flight was his, else to a run of the handler for him
 * alone. An error, or a withdrawal, fails.
 */
export class Visit {
  readonly #visitor: Visitor;
  readonly #subscriber: Subscriber<unknown>;
  readonly #departure: Departure;
  #own: OwnAnswer | undefined;
  #relayed: Subscription | undefined;
  #isOwnTaken = false;
  /** The key that was asked for last. */
  #askedFor = '';
  /** The answer is there, or is on its way by itself: the caller can no longer leave it. */
  #isAnswered = false;
  #isOver = false;

  constructor(visitor: Visitor, subscriber: Subscriber<unknown>) {
    this.#visitor = visitor;
    this.#subscriber = subscriber;
    this.#departure = new Departure(visitor.call);
  }

  start(): void {
    this.#run().catch((error: unknown) => this.#fail(error));
  }

  /** Nothing is sent to this caller any more: he was answered, or an interceptor further out no longer waits. */
  end(): void {
    if (!this.#isAnswered) this.#departure.happen();
    this.#isOver = true;
    this.#departure.stop();
    this.#relayed?.unsubscribe();
    if (!this.#isAnswered || !this.#isOwnTaken) this.#own?.discard();
    this.#own = undefined;
  }

  async #run(): Promise<void> {
    const { call, route } = this.#visitor;
    for (let question = 1; question <= MOST_QUESTIONS; question++) {
      const plan = planOf(call, route);
      if (plan instanceof PassThrough) return this.#passThrough(plan);
      const info = await this.#ask(plan);
      const outcome = info.value;
      if (outcome.sameflight === 'withdrawal') throw outcome.error;
      if (outcome.sameflight === 'refusal')
        return this.#passThrough(new PassThrough(outcome.reason));
      if (selects(outcome, call.headers)) return this.#answer(outcome, info);
      for (const [name] of outcome.selecting ?? []) route.selecting.add(name);
    }
    this.#passThrough(new PassThrough('vary'));
  }

  #ask(plan: Plan): Promise<AnswerInfo<Outcome>> {
    const { key, tags } = plan;
    this.#askedFor = key;
    const { facts, fetchOptions } = this.#visitor.route;
    const terms = tags.length === 0 ? fetchOptions : { ...fetchOptions, tags };
    // What is fresh is there before anybody could leave.
    const isThere = facts.cache.peek(key) !== undefined;
    const options = isThere ? terms : { ...terms, signal: this.#departure.signal };
    return facts.cache.getOrFetchWithInfo(key, (context) => this.#fetch(plan, context), options);
  }

  async #fetch(plan: Plan, context: FetchContext): Promise<Outcome> {
    const { outcome, own } = await fly({ ...this.#visitor, plan }, context);
    if (this.#isOver) own?.discard();
    else this.#own = own;
    return outcome;
  }

  #answer(recording: Recording, info: AnswerInfo<Outcome>): void {
    const { call, route } = this.#visitor;
    const { cache, options } = route.facts;
    if (this.#isOver) return;
    this.#isAnswered = true;
    replay(recording, call);
    const isHeld = (): boolean => cache.peek(this.#askedFor) !== undefined;
    if (options.cacheStatus !== false) tellAnswer(call, info, isHeld);
    this.#subscriber.next(route.copy(recording.body));
    this.#subscriber.complete();
  }

  #passThrough({ reason, error }: PassThrough): void {
    const { call, route, events } = this.#visitor;
    const { name: handler, options } = route.facts;
    const event = { handler, kind: call.kind, reason };
    events.emit('pass-through', error === undefined ? event : { ...event, error });
    const own = this.#own;
    this.#isOwnTaken = true;
    if (call.response !== undefined) own?.tape?.playTo(call.response);
    if (options.cacheStatus !== false) tellPassThrough(call, reason);
    this.#relay(own?.source ?? this.#alone());
  }

  /** What the caller gets by himself. */
  #alone(): Observable<unknown> {
    const { call, next } = this.#visitor;
    return inFlight(new LoneFlight(call, this.#departure.signal), () => next.handle());
  }

  #relay(source: Observable<unknown>): void {
    const markAnswered = (): void => {
      this.#isAnswered = true;
    };
    this.#relayed = source
      .pipe(tap({ error: markAnswered, complete: markAnswered }))
      .subscribe(this.#subscriber);
  }

  #fail(error: unknown): void {
    this.#isAnswered = true;
    const { call, route } = this.#visitor;
    const written = route.tapedErrors.writtenBefore(error, this.#askedFor);
    if (written !== undefined) replay(written, call);
    this.#subscriber.error(hostError(error, call.kind));
  }
}
