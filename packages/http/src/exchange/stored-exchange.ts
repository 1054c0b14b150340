import type { StoreTerms } from '@sameflight/core';
import { currentAge } from '../storing/age.js';
import type { StoredResponse } from '../storing/stored-response.js';
import type { ReuseTerms } from '../storing/terms.js';
import { hasValidator } from '../updating/validation.js';
import { isStoredBody, type StoredBody } from './stored-body.js';

/** A whole response as the cache holds it: plain data. */
export interface StoredExchange extends StoredResponse {
  readonly body: StoredBody | null;
  /** What the host said of it beside head and body. */
  readonly about: unknown;
}

/** Values that have been looked at: a hit need not do so again. */
const known = new WeakSet<object>();

/** Whether a value that came from a store is one: L2 may hold anything. */
export function isStoredExchange(value: unknown): value is StoredExchange {
  if (typeof value !== 'object' || value === null) return false;
  if (known.has(value)) return true;
  if (!hasItsShape(value)) return false;
  known.add(value);
  return true;
}

function hasItsShape(value: Partial<StoredExchange>): boolean {
  const { target, scope, status, headers, selecting, date, initialAge, terms, body } = value;
  return (
    areOf('string', [target, scope]) &&
    areOf('number', [status, date, initialAge]) &&
    (status as number) >= 200 &&
    (status as number) <= 599 &&
    arePairs(headers, (text) => typeof text === 'string') &&
    arePairs(selecting, (text) => text === null || typeof text === 'string') &&
    areTerms(terms) &&
    (body === null || isStoredBody(body))
  );
}

function areTerms(terms: unknown): boolean {
  if (typeof terms !== 'object' || terms === null) return false;
  const { lifetime, staleWhileRevalidate, staleIfError } = terms as Partial<ReuseTerms>;
  return areOf('number', [lifetime, staleWhileRevalidate, staleIfError]);
}

function arePairs(value: unknown, isValue: (part: unknown) => boolean): boolean {
  if (!Array.isArray(value)) return false;
  return value.every(
    (pair) => Array.isArray(pair) && typeof pair[0] === 'string' && isValue(pair[1]),
  );
}

function areOf(type: 'string' | 'number', values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === type);
}

/** Its age worked in, so that from `now` on only the time since it was stored counts: no other clock is needed to read it. */
export function settled<Stored extends StoredResponse>(stored: Stored, now: number): Stored {
  return { ...stored, initialAge: currentAge(stored, now), receivedAt: now };
}

/** A stored response as it is read: `age` ms after it was stored, on this process's clock. */
export function asOf<Stored extends StoredResponse>(
  stored: Stored,
  age: number,
  now: number,
): Stored {
  return { ...stored, receivedAt: now - age };
}

/** Whether anything can ever be done with it: served as it is, or revalidated. */
export function isWorthKeeping(stored: StoredResponse): boolean {
  const { lifetime, staleWhileRevalidate, staleIfError } = stored.terms;
  const useful = lifetime + Math.max(staleWhileRevalidate, staleIfError);
  return stored.initialAge < useful || hasValidator(stored);
}

/** How long the cache is to hold it, from now. */
export function storeTerms(
  stored: StoredResponse,
  keep: number,
): Required<Omit<StoreTerms, 'tags' | 'weight'>> {
  const { lifetime, validateAlways, staleWhileRevalidate, staleIfError } = stored.terms;
  const ttl = validateAlways ? 0 : Math.max(0, lifetime - stored.initialAge);
  return {
    ttl,
    staleWhileRevalidate: 0,
    staleIfError: 0,
    keep: Math.max(keep, staleWhileRevalidate, staleIfError),
  };
}
