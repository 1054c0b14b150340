import { type CallRecord, describeSpot, type FetchRecord, isLive, isShared } from './history.js';
import type { World } from './world.js';

/** May this fetch begin? */
export function judgeFetch(world: World, fetch: FetchRecord): void {
  for (const other of world.history.fetches) {
    if (other.ended !== undefined || !isLive(other)) continue;
    if (world.remote === undefined) judgePair(world, fetch, other);
    else judgeFleet(world, fetch, other);
  }
  if (!fetch.isBackground || world.remote !== undefined) return;
  if (fetch.began.time < world.shelf.retryAt(fetch.spot))
    world.history.violate(
      `a refresh of ${describeSpot(fetch.spot)} began before the last failure allows`,
    );
}

// One flight a key, unless something invalidated the key since the other began.
function judgePair(world: World, fetch: FetchRecord, other: FetchRecord): void {
  const { history } = world;
  const isOne = other.spot.cache === fetch.spot.cache && isShared(other.spot, fetch.spot);
  if (!isOne || history.wasInvalidated(fetch.spot, other.tags, other.began.at)) return;
  if (other.isBatched && (!other.isBackground || waitersOf(world, other).length === 0)) return;
  history.violate(
    `fetch ${fetch.id} of ${describeSpot(fetch.spot)} began beside fetch ${other.id}`,
  );
}

// One fetch a key in the whole fleet, as long as nothing goes wrong and nothing is invalidated.
function judgeFleet(world: World, fetch: FetchRecord, other: FetchRecord): void {
  const { history } = world;
  const isPlain =
    isShared(other.spot, fetch.spot) &&
    !history.hasFaults &&
    history.invalidations.length === 0 &&
    !history.fetches.some((one) => one.aborted !== undefined || one.isBatched) &&
    history.fetches.every(({ outcome }) => outcome === undefined || outcome.kind === 'value') &&
    history.sources.every(({ windows }) => windows.ttl > 0);
  if (isPlain)
    history.violate(
      `fetch ${fetch.id} of ${describeSpot(fetch.spot)} began beside fetch ${other.id} of cache ${other.spot.cache}`,
    );
}

/** Was this fetch given up for a reason? */
export function judgeAbort(world: World, fetch: FetchRecord): void {
  if (world.isClosing || world.remote !== undefined || fetch.isBatched) return;
  const { history, setup } = world;
  if (fetch.outcome?.kind === 'error') return;
  if (world.clock.now() - fetch.began.time >= setup.flightTimeout) return;
  const where = `fetch ${fetch.id} of ${describeSpot(fetch.spot)}`;
  if (fetch.isBackground === true) history.violate(`${where} was given up in the background`);
  else if (setup.whenAbandoned === 'finish')
    history.violate(`${where} was given up, and was to finish`);
  else if (waitersOf(world, fetch).length > 0)
    history.violate(`${where} was given up while somebody waits`);
}

/** All that was ready has run: is everything given up that had to be, and has everybody left who had to? */
export function judgeRest(world: World): void {
  const { history, setup, clock } = world;
  for (const fetch of history.fetches) {
    if (
      !isLive(fetch) ||
      fetch.ended !== undefined ||
      fetch.isBatched ||
      world.remote !== undefined
    )
      continue;
    const where = `fetch ${fetch.id} of ${describeSpot(fetch.spot)}`;
    if (clock.now() - fetch.began.time >= setup.flightTimeout)
      history.violate(`${where} passed its timeout`);
    const isKept = fetch.isBackground !== false || setup.whenAbandoned === 'finish';
    if (!isKept && mayWaitFor(world, fetch).length === 0)
      history.violate(`${where} goes on, and nobody waits`);
  }
  for (const call of history.calls) {
    call.isAboard ||= call.ended === undefined;
    if (call.ended !== undefined || call.isPart || call.isRead) continue;
    if (call.controller?.signal.aborted)
      history.violate(`call ${call.id} has left, and still waits`);
    const deadline = call.began.time + (call.terms.timeout ?? Number.POSITIVE_INFINITY);
    if (clock.now() > deadline) call.overdueSince ??= clock.now();
    if (clock.now() > (call.overdueSince ?? Number.POSITIVE_INFINITY) + TOLERANCE)
      history.violate(`call ${call.id} waits past its timeout`);
  }
}

/** A call that asks again just when its time is up hears so a moment later. */
const TOLERANCE = 5;

function waitersOf(world: World, fetch: FetchRecord): CallRecord[] {
  return world.history.calls.filter(
    (call) => call.flight === fetch && call.isAboard && isWaiting(world, call),
  );
}

// A call whose flight has landed may have gone on to another.
function mayWaitFor(world: World, fetch: FetchRecord): CallRecord[] {
  return world.history.calls.filter(
    (call) =>
      isShared(call.spot, fetch.spot) &&
      call.spot.cache === fetch.spot.cache &&
      (call.flight === fetch || call.flight === undefined || !isLive(call.flight)) &&
      (isWaiting(world, call) || mayStillWait(call)),
  );
}

// One that is past its timeout may yet have to hear of it; a part may wait though its call has failed.
function mayStillWait({ controller, ended, isPart, isRead }: CallRecord): boolean {
  return !controller?.signal.aborted && !isRead && (isPart || ended === undefined);
}

function isWaiting({ clock }: World, call: CallRecord): boolean {
  if (call.controller?.signal.aborted || call.expected !== undefined) return false;
  if (clock.now() >= call.began.time + (call.terms.timeout ?? Number.POSITIVE_INFINITY))
    return false;
  if (call.isPart) return call.flight !== undefined && isLive(call.flight);
  return call.ended === undefined && !call.isRead;
}
