import { fieldValue, type HeaderList } from '../fields/header-list.js';
import { parseHttpDate } from '../fields/http-date.js';
import type { ResponseDirectives } from '../fields/response-directives.js';
import { isHeuristicallyCacheable } from '../fields/status.js';
import type { ResponseHead } from '../message.js';
import { type CachePolicy, isShared } from './policy.js';

const HEURISTIC_FRACTION = 0.1;

/** A guess is trusted for a day at most. */
const LONGEST_GUESS = 24 * 60 * 60 * 1000;

export interface Lifetime {
  /** How long the response is fresh, in ms from when the origin made it. 0: it never was. */
  readonly lifetime: number;
  /** `'explicit'`: it says so. `'heuristic'`: guessed from `Last-Modified`. `'none'`: no word, and no ground to guess. */
  readonly basis: 'explicit' | 'heuristic' | 'none';
}

/**
 * How long a response is fresh: `s-maxage` where shared, else `max-age`, else `Expires` minus `Date`, else a tenth of
 * the time since `Last-Modified`. What cannot be read counts as already over. RFC 9111 §4.2.1, §4.2.2.
 *
 * @param receivedOn the wall clock when the response arrived, in ms since 1970
 */
export function lifetimeOf(
  { status, headers }: ResponseHead,
  directives: ResponseDirectives,
  policy: CachePolicy,
  receivedOn: number,
): Lifetime {
  const maxAge = (isShared(policy) ? directives.sharedMaxAge : undefined) ?? directives.maxAge;
  if (maxAge !== undefined) return { lifetime: maxAge, basis: 'explicit' };

  const date = dateOf(headers, receivedOn);
  const expires = fieldValue(headers, 'expires');
  if (expires !== undefined) {
    const until = parseHttpDate(expires, receivedOn) ?? date;
    return { lifetime: Math.max(0, until - date), basis: 'explicit' };
  }

  const mayGuess = isHeuristicallyCacheable(status) || directives.isPublic;
  const modified = parseHttpDate(fieldValue(headers, 'last-modified'), receivedOn);
  if (!mayGuess || modified === undefined || modified >= date)
    return { lifetime: 0, basis: 'none' };
  const guess = Math.min((date - modified) * HEURISTIC_FRACTION, LONGEST_GUESS);
  return { lifetime: guess, basis: 'heuristic' };
}

/** When the origin made the response: its `Date`, or when it arrived. RFC 9110 §6.6.1. */
export function dateOf(headers: HeaderList, receivedOn: number): number {
  return parseHttpDate(fieldValue(headers, 'date'), receivedOn) ?? receivedOn;
}
