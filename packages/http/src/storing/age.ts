import { parseAge } from '../fields/age.js';
import { fieldValue } from '../fields/header-list.js';
import type { Exchange } from '../message.js';
import { dateOf } from './lifetime.js';

/** How old a response was when it arrived, in ms, by the more careful of the two ways of RFC 9111 §4.2.3. */
export function initialAge({ response, sentAt, receivedAt, receivedOn }: Exchange): number {
  const apparentAge = Math.max(0, receivedOn - dateOf(response.headers, receivedOn));
  const ageValue = parseAge(fieldValue(response.headers, 'age')) ?? 0;
  const responseDelay = Math.max(0, receivedAt - sentAt);
  return Math.max(apparentAge, ageValue + responseDelay);
}

/** How old a stored response is, in ms. A clock that went backwards makes nothing younger. RFC 9111 §4.2.3. */
export function currentAge(
  stored: { readonly initialAge: number; readonly receivedAt: number },
  now: number,
): number {
  return stored.initialAge + Math.max(0, now - stored.receivedAt);
}
