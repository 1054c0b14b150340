import type { AnswerInfo, Fetcher } from '@sameflight/core';
import type { Crossing } from './crossing.js';
import { knownTagsOf } from './question.js';
import { standInAtHand } from './stand-in.js';
import { isStoredExchange } from './stored-exchange.js';

/** Freshness is judged here, by HTTP; the cache coalesces, stores, and fences. */
const NO_WINDOWS = {
  ttl: 0,
  staleWhileRevalidate: 0,
  staleIfError: 0,
  keep: 0,
  refreshAhead: 0,
  jitter: 0,
  errorTtl: 0,
  retryAfter: 0,
  timeout: Number.POSITIVE_INFINITY,
  softTimeout: Number.POSITIVE_INFINITY,
};

/** Joins the flight for the crossing's key, or has the crossing start one. */
export function fly<Native>(crossing: Crossing<Native>): Promise<AnswerInfo<unknown>> {
  const { stores, question, key, isBackground } = crossing;
  const { flightTimeout, whenAbandoned, waitUntil } = stores.options;
  const goesOn = outlastsTimeout(crossing);
  return stores.cache.getOrFetchWithInfo<unknown>(key, goesOn ? noted(crossing) : crossing.fetch, {
    ...NO_WINDOWS,
    flightTimeout: goesOn ? Number.POSITIVE_INFINITY : flightTimeout,
    whenAbandoned,
    tags: knownTagsOf(question),
    validate: isStoredExchange,
    context: isBackground ? 'detached' : 'starter',
    signal: isBackground ? undefined : question.ask.signal,
    ...(waitUntil === undefined ? {} : { waitUntil }),
  });
}

/** Whether those who wait do so past `flightTimeout`. Not where only the store waits, nor where they have something stale for that case. */
export function outlastsTimeout<Native>(crossing: Crossing<Native>): boolean {
  const { stores, question, errand, isBackground } = crossing;
  if (stores.options.pastFlightTimeout !== 'wait' || isBackground) return false;
  return standInAtHand(stores.options, question, errand, 'disconnected') === undefined;
}

function noted<Native>({ stores, key, fetch }: Crossing<Native>): Fetcher<unknown> {
  return (context) => stores.airborne.during(key, () => fetch(context));
}
