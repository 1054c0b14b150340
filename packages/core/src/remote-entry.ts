import { type Entry, type Lifetime, lifetimeOf } from './entry.js';
import type { FetchOptions } from './options.js';
import type { RemoteEntry, RemoteRecord } from './remote.js';

/** What memory says of a value, as L2 is told. */
export function toRemote(
  value: unknown,
  { ttl, staleWhileRevalidate, staleIfError, keep, tags }: Lifetime,
): RemoteEntry {
  return { value, windows: { ttl, staleWhileRevalidate, staleIfError, keep }, tags };
}

/**
 * What L2 says of a value, as memory keeps it. What was on its way for a while is taken to be that much older.
 *
 * @param since how many tags had been invalidated when L2 was asked
 * @throws where `validate` refuses the value, and what it throws
 */
export function fromRemote(
  { value, age, windows, tags }: RemoteRecord,
  askedAt: number,
  { validate, refreshAhead }: Pick<FetchOptions, 'validate' | 'refreshAhead'>,
  since: number,
): Entry {
  if (validate?.(value) === false)
    throw new TypeError('`validate` refused the value that L2 holds');
  const lifetime = lifetimeOf(windows, refreshAhead, tags, since);
  return { value, storedAt: askedAt - age, lifetime, failure: undefined };
}
