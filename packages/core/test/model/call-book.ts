import type { GetOrFetchOptions } from '@sameflight/core';
import { type CallRecord, type FetchRecord, isLive, type Outcome, type Spot } from './history.js';
import { judgeCall } from './judge-call.js';
import { type CallTerms, KEYS } from './schedule.js';
import type { World } from './world.js';

/** What sort of call it is: one key of several, a read, or neither. */
type CallKind = 'single' | 'part' | 'read';

/** Writes down who asks, which flight they are on as far as can be seen, and what they are told. */
export class CallBook {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  begin(spot: Spot, terms: CallTerms, kind: CallKind): CallRecord {
    const { history, shelf } = this.#world;
    const began = this.#world.moment();
    const isAnswerable = kind !== 'read' && !terms.refresh;
    const call: CallRecord = {
      id: history.calls.length,
      spot,
      began,
      terms,
      isPart: kind === 'part',
      isRead: kind === 'read',
      controller: terms.hasSignal ? this.#controllerFor(kind) : undefined,
      flight: undefined,
      hasMovedOn: false,
      isAboard: false,
      expected: isAnswerable ? shelf.servable(spot, began.time, terms.takesNoStale) : undefined,
      source: undefined,
      overdueSince: undefined,
      ended: undefined,
      outcome: undefined,
    };
    history.calls.push(call);
    return call;
  }

  /** Its own fetcher was called: the call is on that flight. */
  board(call: CallRecord, flight: FetchRecord): void {
    if (flight.isBackground) return;
    call.hasMovedOn = call.flight !== undefined;
    call.flight = flight;
    call.isAboard = true;
  }

  /** Whoever did not start a flight, and is not answered at once, has joined the newest one. */
  join(call: CallRecord): void {
    call.flight ??= this.#world.history.fetchesOf(call.spot).filter(isLive).at(-1);
    if (call.isPart && call.flight !== undefined && mayFallBack(call.terms))
      call.flight.isBackground = undefined;
  }

  /** The call was answered: was it answered well? */
  end(call: CallRecord, outcome: Outcome): void {
    this.close(call, outcome);
    judgeCall(this.#world, call);
    const { flight, terms, expected } = call;
    const hasFallenBack = outcome.kind === 'value' && mayFallBack(terms) && expected === undefined;
    if (hasFallenBack && flight !== undefined && flight.ended === undefined)
      flight.isBackground = undefined;
  }

  /** The call is over. */
  close(call: CallRecord, outcome: Outcome | undefined): void {
    call.ended = this.#world.moment();
    call.outcome = outcome;
  }

  // The parts of one call have one signal.
  #controllerFor(kind: CallKind): AbortController {
    const last = this.#world.history.calls.at(-1);
    const isNextPart = kind === 'part' && last?.isPart === true && last.spot.key !== KEYS.at(-1);
    return (isNextPart ? last.controller : undefined) ?? new AbortController();
  }
}

/** What a call says to the cache; nothing at all, where it has nothing to say. */
export function optionsOf({ terms, controller }: CallRecord): GetOrFetchOptions | undefined {
  const options = {
    ...(terms.timeout === undefined ? {} : { timeout: terms.timeout }),
    ...(terms.softTimeout === undefined ? {} : { softTimeout: terms.softTimeout }),
    ...(controller === undefined ? {} : { signal: controller.signal }),
    ...(terms.refresh ? { refresh: true } : {}),
    ...(terms.takesNoStale ? { staleWhileRevalidate: 0, staleIfError: 0 } : {}),
    ...(terms.tags.length === 0 ? {} : { tags: terms.tags }),
  };
  return Object.keys(options).length === 0 ? undefined : options;
}

// A call whose wait ends with a stale value leaves its flight to go on in the background.
function mayFallBack({ timeout, softTimeout }: CallTerms): boolean {
  return timeout !== undefined || softTimeout !== undefined;
}
