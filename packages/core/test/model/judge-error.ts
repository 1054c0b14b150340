import {
  FlightTimeoutError,
  OverloadedError,
  SameflightError,
  WaitTimeoutError,
} from '@sameflight/core';
import { type CallRecord, type FetchRecord, isLate } from './history.js';
import { mayHaveBeenSentOn } from './judge-value.js';
import type { World } from './world.js';

/** May this call be rejected with this error? */
export function isAllowedError(world: World, call: CallRecord, error: unknown): boolean {
  const { clock, history, setup } = world;
  if (world.isClosing) return true;
  if (error instanceof WaitTimeoutError)
    return clock.now() - call.began.time >= (call.terms.timeout ?? Number.POSITIVE_INFINITY);
  if (error instanceof OverloadedError) return setup.maxFlights < Number.POSITIVE_INFINITY;
  if (error instanceof FlightTimeoutError) return mayHaveTimedOut(world, call, error);
  if (error instanceof SameflightError) return false;
  return history.fetchesOf(call.spot).some((fetch) => mayFailWith(world, call, fetch, error));
}

// All who were on one flight get one error: it is also why the fetch's signal aborted.
function mayHaveTimedOut(world: World, call: CallRecord, error: unknown): boolean {
  const flights = world.history.fetchesOf(call.spot);
  const isUnseen = world.remote !== undefined || flights.some(({ isBatched }) => isBatched);
  return (
    isUnseen || flights.some((flight) => flight.signal.reason === error && isOld(world, flight))
  );
}

function isOld({ setup }: World, { aborted, began }: FetchRecord): boolean {
  return aborted !== undefined && aborted.time - began.time >= setup.flightTimeout;
}

function mayFailWith(world: World, call: CallRecord, fetch: FetchRecord, error: unknown): boolean {
  const { outcome, ended, landed } = fetch;
  const isIts = outcome?.kind === 'error' && Object.is(outcome.error, error);
  if (!isIts || ended === undefined || isLate(fetch)) return false;
  if (world.history.isOvertaken(call, fetch) || mustStandIn(world, call, fetch)) return false;
  const isOn = world.remote !== undefined || call.isPart || call.flight === fetch;
  if (ended.at > call.began.at) return isOn || mayHaveBeenSentOn(world, call);
  return landed === undefined || call.began.time < landed.time + world.setup.errorTtl;
}

/** Is a stale value sure to be held that stands in for the failure? */
function mustStandIn(
  world: World,
  call: CallRecord,
  { began, stale, ...fetch }: FetchRecord,
): boolean {
  const { clock, history, shelf } = world;
  if (stale === undefined || call.flight?.id !== fetch.id || !shelf.isCertain(call.spot))
    return false;
  if (history.wasInvalidated(call.spot, stale.tags, began.at)) return false;
  return clock.now() < shelf.standsInUntil(call.spot, call.terms.takesNoStale);
}
