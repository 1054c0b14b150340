import type { StoreTerms } from '@sameflight/core';
import { currentAge } from '../storing/age.js';
import type { StoredResponse } from '../storing/stored-response.js';
import { hasValidator } from '../updating/validation.js';

/** A whole response as the cache holds it: plain data. */
export interface StoredExchange extends StoredResponse {
  readonly body: Uint8Array | null;
  /** What the host said of it beside head and body. */
  readonly about: unknown;
}

/** Whether a value that came from a store is one: L2 may hold anything. */
export function isStoredExchange(value: unknown): value is StoredExchange {
  if (typeof value !== 'object' || value === null) return false;
  const { target, scope, status, headers, selecting, terms, initialAge, body } =
    value as Partial<StoredExchange>;
  return (
    typeof target === 'string' &&
    typeof scope === 'string' &&
    typeof status === 'number' &&
    typeof initialAge === 'number' &&
    Array.isArray(headers) &&
    Array.isArray(selecting) &&
    typeof terms === 'object' &&
    (body === null || body instanceof Uint8Array)
  );
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

/** Bytes of memory that something takes which an HTTP cache stores, roughly: for `weigh` of a cache with a `maxWeight`. */
export function weightOf(stored: unknown): number {
  if (!isStoredExchange(stored)) return 512;
  let weight = 512 + (stored.body?.byteLength ?? 0) + stored.target.length;
  for (const [name, value] of stored.headers) weight += name.length + value.length + 32;
  return weight;
}
