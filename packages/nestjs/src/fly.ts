import { type CallHandler, HttpException } from '@nestjs/common';
import type { FetchContext } from '@sameflight/core';
import { type Observable, of, throwError } from 'rxjs';
import { inFlight } from './current-flight.js';
import { type Emission, emissionOf } from './first-value.js';
import type { HandlerCall } from './handler-call.js';
import { HandlerFlight } from './handler-flight.js';
import type { PassThroughReason } from './pass-through.js';
import type { Plan } from './plan.js';
import type { OutgoingResponse } from './platform.js';
import { privacyOf, privacyOfError } from './privacy.js';
import { recordingOf, type Take, writtenBeforeThrowing } from './recorder.js';
import type { Outcome, Recording, Refusal } from './recording.js';
import type { Route } from './route.js';
import { runningTape, Tape } from './tape.js';
import { tapeResponse } from './taped-response.js';
import { discard } from './unshareable.js';

/** For how long at most it is remembered that an answer could not be shared, in milliseconds. */
const REFUSAL_TTL = 10_000;

/** A call, by what it is coalesced, and what answers it. */
export interface Asked {
  readonly call: HandlerCall;
  readonly route: Route;
  readonly plan: Plan;
  readonly next: CallHandler;
}

/** An answer for the one caller alone who started the flight. */
export interface OwnAnswer {
  readonly source: Observable<unknown>;
  /** What is to be written to his response first. */
  readonly tape: Tape | undefined;
  /** Lets go of the answer, where he does not take it. */
  readonly discard: () => void;
}

export interface Flown {
  readonly outcome: Outcome;
  /** Where the outcome is a refusal. */
  readonly own?: OwnAnswer;
}

/**
 * Runs what is inside of the interceptor, once for everyone aboard: other interceptors, pipes, and the handler.
 *
 * @throws what they throw
 */
export async function fly(asked: Asked, context: FetchContext): Promise<Flown> {
  const { call, route, next, plan } = asked;
  const tape = tapeOn(call.response);
  const record = (value: unknown): Recording => recordingOf(value, take);
  const flight = new HandlerFlight(call, route, context, (value) =>
    privacyOf({ kind: 'one', value }, take) === undefined ? record(value) : undefined,
  );
  const take: Take = { call, route, plan, tape, flight };
  try {
    const run = (): Promise<Emission> => emissionOf(next.handle(), context.signal);
    const emission = await inFlight(flight, () => (tape ? runningTape.run(tape, run) : run()));
    const reason = privacyOf(emission, take);
    if (reason !== undefined) return refused(reason, ownAnswer(emission, tape), route, context);
    const { value } = emission as Emission & { kind: 'one' };
    return { outcome: record(value) };
  } catch (error) {
    const reason = privacyOfError(error, take);
    if (reason !== undefined) {
      const own = { source: throwError(() => error), tape, discard: () => {} };
      return refused(reason, own, route, context);
    }
    route.tapedErrors.note(error, context.key, writtenBeforeThrowing(take));
    return withdrawn(error, context);
  } finally {
    tape?.stop();
  }
}

function tapeOn(response: OutgoingResponse | undefined): Tape | undefined {
  if (response === undefined) return undefined;
  tapeResponse(response);
  return new Tape(response);
}

function ownAnswer(emission: Emission, tape: Tape | undefined): OwnAnswer {
  if (emission.kind !== 'one') return { source: emission.rest, tape, discard: emission.dispose };
  const { value } = emission;
  return { source: of(value), tape, discard: () => discard(value) };
}

/** What is stale stands in for a failure, not for an answer such as `404` or `403`. RFC 5861 §4. */
function withdrawn(error: unknown, context: FetchContext): Flown {
  if (context.stale === undefined || !saysNo(error)) throw error;
  context.doNotStore();
  return { outcome: { sameflight: 'withdrawal', error } };
}

function saysNo(error: unknown): boolean {
  return error instanceof HttpException && error.getStatus() < 500;
}

/** Those aboard are sent on side by side; and so, for a while, is whoever comes. */
function refused(
  reason: PassThroughReason,
  own: OwnAnswer,
  { facts }: Route,
  context: FetchContext,
): Flown {
  // Whether an answer is conditional is up to its caller, and says nothing of the next one's.
  const ttl = reason === 'conditional' ? 0 : Math.min(facts.ttl, REFUSAL_TTL);
  context.store({ ttl, staleWhileRevalidate: 0, staleIfError: 0, keep: 0 });
  const outcome: Refusal = { sameflight: 'refusal', reason };
  return { outcome, own };
}
