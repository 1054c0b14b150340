import {
  FlightTimeoutError,
  OverloadedError,
  SameflightError,
  WaitTimeoutError,
} from '@sameflight/core';
import {
  type CallRecord,
  describeSpot,
  type FetchRecord,
  isLate,
  isSame,
  isShared,
  type Source,
} from './history.js';
import type { World } from './world.js';

/** Was this call answered as it had to be? */
export function judgeCall(world: World, call: CallRecord): void {
  const { outcome, controller, began, expected } = call;
  const hadLeft = controller?.signal.aborted === true;
  if (outcome?.kind === 'value') {
    if (expected !== undefined && expected.value !== outcome.value)
      complain(world, call, `must be answered with ${show(expected.value)}, which is held`);
    else judgeValue(world, call, outcome.value);
  } else if (outcome?.kind === 'error') {
    if (hadLeft && outcome.error === controller.signal.reason) return;
    if (expected !== undefined)
      complain(world, call, `must be answered with ${show(expected.value)}, which is held`);
    else if (!isAllowedError(world, call, outcome.error))
      complain(world, call, `must not be rejected so`);
  } else if (outcome?.kind === 'absent' && !mayBeAbsent(world, call))
    complain(world, call, `began at ${began.at} and must not be absent`);
}

/** A call for many keys was rejected: some key of it must be to blame. */
export function judgeMany(world: World, parts: readonly CallRecord[], error: unknown): void {
  const reason = parts[0]?.controller?.signal;
  if (reason?.aborted && reason.reason === error) return;
  if (parts.some((part) => isAllowedError(world, part, error))) return;
  complain(world, parts[0] as CallRecord, 'for many keys must not be rejected so');
}

function judgeValue(world: World, call: CallRecord, value: unknown): void {
  const sources = world.history.sourcesOf(value).filter((source) => isFor(world, call, source));
  if (sources.length === 0)
    return complain(world, call, 'got a value of another key, or of nobody');
  const notGivenUp = sources.filter(({ fetch }) => fetch?.aborted === undefined);
  if (notGivenUp.length === 0) return complain(world, call, 'got a value whose fetch was given up');
  const current = notGivenUp.filter((source) => !isOvertaken(world, call, source));
  if (current.length === 0)
    return complain(
      world,
      call,
      'got a value whose fetch began before an invalidation that the call came after',
    );
  if (!current.some((source) => isInTime(world, call, source)))
    complain(world, call, 'got a value that is too old, or of a flight it was not on');
}

function isFor(world: World, { spot }: CallRecord, source: Source): boolean {
  return world.remote === undefined ? isSame(source.spot, spot) : isShared(source.spot, spot);
}

function isOvertaken(world: World, call: CallRecord, { spot, began, tags }: Source): boolean {
  return world.history.invalidations.some(
    (one) =>
      one.cache === call.spot.cache &&
      one.felt < call.began.at &&
      one.since > began.at &&
      one.covers(spot, tags),
  );
}

function isInTime(world: World, call: CallRecord, source: Source): boolean {
  const wasStored = source.stored !== undefined && source.stored.at < call.began.at;
  const hadEnded = source.fetch === undefined || (source.fetch.ended?.at ?? 0) < call.began.at;
  if (!wasStored && !call.isRead) {
    if (source.fetch === undefined || isOnFlight(world, call, source.fetch)) return true;
    // What had ended may have been stored, or not.
    if (!hadEnded) return false;
  }
  const { ttl, staleWhileRevalidate, staleIfError } = source.windows;
  const storedAt = source.stored?.time ?? world.clock.now();
  const ageAtFirst = call.began.time - storedAt;
  const ageAtLast = firstFallback(world, call) - storedAt;
  if (call.isRead) return ageAtFirst < ttl;
  const allowed = (window: number): number => (call.terms.takesNoStale ? 0 : window);
  switch (call.source) {
    case 'hit':
      return ageAtFirst < ttl && (!call.terms.refresh || world.remote !== undefined);
    case 'fallback':
      return ageAtLast < ttl + allowed(staleIfError);
    case 'stale':
    case undefined: {
      const stale = Math.max(allowed(staleWhileRevalidate), allowed(staleIfError));
      const window = call.terms.refresh ? allowed(staleIfError) : stale;
      return ageAtFirst < ttl + window;
    }
    default:
      return world.remote !== undefined;
  }
}

// The earliest that a stale value can have stood in: time moves on before the answer is seen.
function firstFallback(
  { clock, remote, setup }: World,
  { began, terms, flight }: CallRecord,
): number {
  if (remote !== undefined || setup.maxFlights < Number.POSITIVE_INFINITY) return began.time;
  const waits = [terms.timeout, terms.softTimeout].map((wait) => began.time + (wait ?? Number.NaN));
  const times = [...waits, flight?.aborted?.time, flight?.ended?.time, clock.now()];
  return Math.min(
    ...(times.filter((time) => time !== undefined && time >= began.time) as number[]),
  );
}

// With an L2 flights cannot be told apart from outside.
function isOnFlight(world: World, call: CallRecord, fetch: FetchRecord): boolean {
  return (
    world.remote !== undefined ||
    call.flight === fetch ||
    call.isPart ||
    mayHaveBeenSentOn(world, call)
  );
}

// Who joins after an invalidation, of whatever tag, has to ask again if any tag overtakes the flight.
function mayHaveBeenSentOn({ history }: World, { flight, spot, began }: CallRecord): boolean {
  if (flight === undefined) return false;
  if (flight.outcome?.kind === 'absent' || flight.isBatched) return true;
  const own = history.sourcesOf(outcomeValue(flight)).flatMap(({ tags }) => tags);
  const isOvertaken = history.wasInvalidated(spot, [...flight.tags, ...own], flight.began.at);
  const cameLate = history.invalidations.some(
    ({ cache, felt }) => cache === spot.cache && felt > flight.began.at && felt < began.at,
  );
  return isOvertaken && cameLate;
}

function outcomeValue({ outcome }: FetchRecord): unknown {
  return outcome?.kind === 'value' ? outcome.value : undefined;
}

function isAllowedError(world: World, call: CallRecord, error: unknown): boolean {
  const { setup, clock } = world;
  const waited = clock.now() - call.began.time;
  if (world.isClosing) return true;
  if (error instanceof WaitTimeoutError)
    return waited >= (call.terms.timeout ?? Number.POSITIVE_INFINITY);
  if (error instanceof OverloadedError) return setup.maxFlights < Number.POSITIVE_INFINITY;
  if (error instanceof FlightTimeoutError) return mayHaveTimedOut(world, call, error);
  if (error instanceof SameflightError) return false;
  return world.history.fetchesOf(call.spot).some((fetch) => mayFailWith(world, call, fetch, error));
}

// All who were on one flight get one error: it is also why the fetch's signal aborted.
function mayHaveTimedOut(world: World, call: CallRecord, error: unknown): boolean {
  if (world.remote !== undefined || call.isPart) return true;
  const flights = world.history
    .fetchesOf(call.spot)
    .filter(({ signal }) => signal.reason === error);
  return (
    flights.some(
      (flight) =>
        flight.isBatched ||
        (flight.aborted as { time: number }).time - flight.began.time >= world.setup.flightTimeout,
    ) || world.history.fetchesOf(call.spot).some((flight) => flight.isBatched)
  );
}

function mayFailWith(world: World, call: CallRecord, fetch: FetchRecord, error: unknown): boolean {
  const { outcome, ended } = fetch;
  if (outcome?.kind !== 'error' || !Object.is(outcome.error, error) || ended === undefined)
    return false;
  if (isLate(fetch) || isOvertakenFetch(world, call, fetch)) return false;
  const mayStandIn =
    fetch.stale !== undefined &&
    call.flight === fetch &&
    world.shelf.isCertain(call.spot) &&
    !world.history.wasInvalidated(call.spot, fetch.stale.tags, fetch.began.at) &&
    world.clock.now() < world.shelf.standsInUntil(call.spot, call.terms.takesNoStale);
  if (mayStandIn) return false;
  return (
    !fetch.hasLanded ||
    ended.at > call.began.at ||
    call.began.time < ended.time + world.setup.errorTtl + SLACK
  );
}

/** An error may be kept from when it landed, which may be a step after its fetch ended. */
const SLACK = 200;

function isOvertakenFetch(
  world: World,
  call: CallRecord,
  { spot, began, tags }: FetchRecord,
): boolean {
  return world.history.invalidations.some(
    (one) =>
      one.cache === call.spot.cache &&
      one.felt < call.began.at &&
      one.since > began.at &&
      one.covers(spot, tags),
  );
}

function mayBeAbsent(world: World, { spot, began }: CallRecord): boolean {
  return world.history
    .fetchesOf(spot)
    .some(({ outcome, ended }) => outcome?.kind === 'absent' && (ended?.at ?? 0) > began.at);
}

function complain({ history }: World, call: CallRecord, what: string): void {
  const { outcome } = call;
  const got =
    outcome?.kind === 'value'
      ? show(outcome.value)
      : outcome?.kind === 'error'
        ? `error ${show(outcome.error)}`
        : 'nothing';
  history.violate(
    `call ${call.id} (${describeSpot(call.spot)}) ${what}; got ${got}${call.source === undefined ? '' : ` as ${call.source}`}`,
  );
}

function show(value: unknown): string {
  return value instanceof Error ? value.message : String(value);
}
