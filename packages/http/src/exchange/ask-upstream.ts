import { FlightTimeoutError } from '@sameflight/core';
import { hasField } from '../fields/header-list.js';
import type { Reply } from './ask.js';
import { board } from './board.js';
import { Crossing } from './crossing.js';
import { fly, outlastsTimeout } from './fly.js';
import { UnstoredResponse } from './live-response.js';
import type { Errand } from './look-up.js';
import { passUnshared } from './pass-on.js';
import { flightKeyOf, loneKeyOf, type Question } from './question.js';
import type { Shelf } from './shelf.js';
import { StaleAtHand } from './stale-at-hand.js';
import { standInForError, standInForFailure } from './stand-in.js';
import type { Stores } from './stores.js';

/**
 * Sends a request upstream, or waits for the answer to an equal one.
 *
 * @returns `undefined` when the answer that it waited for is for others: then what is stored is to be looked up anew
 */
export async function askUpstream<Native>(
  stores: Stores,
  question: Question<Native>,
  shelf: Shelf,
  errand: Errand,
  goesAlone: boolean,
): Promise<Reply<Native> | undefined> {
  const { ask, mayJoin } = question;
  const unshared = stores.unshared.recall(question);
  const isUnstored = unshared === 'pass' && mayJoin && errand.nominated.length === 0;
  try {
    if (isUnstored || hasField(ask.headers, 'range')) {
      return await passUnshared(stores, question, errand);
    }
    const isAlone = goesAlone || !mayJoin || unshared !== undefined;
    const key = isAlone
      ? loneKeyOf(question, stores.options, shelf)
      : joinableKey(stores, errand.ownKey ?? flightKeyOf(question, stores.options, shelf));
    return await cross(new Crossing(stores, question, errand, key));
  } catch (error) {
    return standInForFailure(stores, question, errand, error);
  }
}

async function cross<Native>(crossing: Crossing<Native>): Promise<Reply<Native> | undefined> {
  try {
    return board(crossing, await fly(crossing));
  } catch (error) {
    if (error instanceof StaleAtHand || wasOthers(crossing, error)) return undefined;
    if (!(error instanceof UnstoredResponse)) throw error;
    return standInForError(crossing, error.live) ?? board(crossing, { value: error.live });
  }
}

function joinableKey({ airborne, options }: Stores, key: string): string {
  return airborne.joinable(key, options.flightTimeout);
}

// Given up for what those who began it have at hand, or as nobody waited. Whoever joined it and may wait longer asks anew.
function wasOthers<Native>(crossing: Crossing<Native>, error: unknown): boolean {
  return error instanceof FlightTimeoutError && outlastsTimeout(crossing);
}
