import { type CallRecord, type FetchRecord, isSame, isShared, type Source } from './history.js';
import type { World } from './world.js';

/** Says what is wrong with the value that a call got, if anything is. */
export function whatIsWrong(world: World, call: CallRecord, value: unknown): string | undefined {
  const sources = world.history.sourcesOf(value).filter((source) => isFor(world, call, source));
  if (sources.length === 0) return 'a value of another key, or of nobody';
  const notGivenUp = sources.filter(({ fetch }) => fetch?.aborted === undefined);
  if (notGivenUp.length === 0) return 'a value whose fetch was given up';
  const current = notGivenUp.filter((source) => !world.history.isOvertaken(call, source));
  if (current.length === 0) return 'a value fetched before an invalidation that it came after';
  if (current.some((source) => isInTime(world, call, source))) return undefined;
  return 'a value that is too old, or of a flight that it was not on';
}

/** May this call have been on a flight that then sent it on to another? */
export function mayHaveBeenSentOn({ history }: World, call: CallRecord): boolean {
  const { flight, spot, began } = call;
  if (flight === undefined) return false;
  if (call.hasMovedOn) return true;
  if (flight.outcome?.kind === 'absent' || flight.isBatched) return true;
  const value = flight.outcome?.kind === 'value' ? flight.outcome.value : undefined;
  const tags = history.sourcesOf(value).flatMap((source) => source.tags);
  // Who joins after an invalidation, of whatever tag, has to ask again if any tag overtakes the flight.
  const cameLate = history.invalidations.some(
    ({ cache, felt }) => cache === spot.cache && felt > flight.began.at && felt < began.at,
  );
  return cameLate && history.wasInvalidated(spot, [...flight.tags, ...tags], flight.began.at);
}

function isFor(world: World, { spot }: CallRecord, source: Source): boolean {
  return world.remote === undefined ? isSame(source.spot, spot) : isShared(source.spot, spot);
}

function isInTime(world: World, call: CallRecord, source: Source): boolean {
  const { fetch, stored } = source;
  const wasStored = stored !== undefined && stored.at < call.began.at;
  if (!wasStored && !call.isRead) {
    if (fetch === undefined || isOnFlight(world, call, fetch)) return true;
    // What had ended may have been stored by then, or not.
    if (fetch.ended === undefined || fetch.ended.at > call.began.at) return false;
  }
  const storedAt = stored?.time ?? world.clock.now();
  return isFreshEnough(world, call, source, storedAt);
}

// With an L2 flights cannot be told apart from outside.
function isOnFlight(world: World, call: CallRecord, fetch: FetchRecord): boolean {
  if (world.remote !== undefined || call.isPart) return true;
  return call.flight === fetch || mayHaveBeenSentOn(world, call);
}

function isFreshEnough(
  world: World,
  call: CallRecord,
  { windows }: Source,
  storedAt: number,
): boolean {
  const { isRead, source, terms } = call;
  const staleIfError = terms.takesNoStale ? 0 : windows.staleIfError;
  const staleWhileRevalidate = terms.takesNoStale ? 0 : windows.staleWhileRevalidate;
  const age = world.firstAsked(call) - storedAt;
  const isFresh = age < windows.ttl;
  if (isRead) return isFresh;
  if (source === 'hit') return isFresh && (!terms.refresh || world.remote !== undefined);
  if (source === 'joined' || source === 'fetched') return world.remote !== undefined;
  if (source === 'fallback')
    return firstFallback(world, call) - storedAt < windows.ttl + staleIfError;
  return age < windows.ttl + Math.max(staleIfError, terms.refresh ? 0 : staleWhileRevalidate);
}

// The earliest that a stale value can have stood in: time moves on before the answer is seen.
function firstFallback(world: World, { began, terms, flight }: CallRecord): number {
  const { clock, remote, setup } = world;
  if (remote !== undefined || setup.maxFlights < Number.POSITIVE_INFINITY) return began.time;
  const waits = [terms.timeout, terms.softTimeout].map((wait) => began.time + (wait ?? Number.NaN));
  const times = [...waits, flight?.aborted?.time, flight?.ended?.time, clock.now()];
  const possible = times.filter((time) => time !== undefined && time >= began.time);
  return Math.min(...(possible as number[]));
}
