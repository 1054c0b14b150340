import { lifetimeOf, NO_WINDOWS } from './entry.js';
import type { Flight } from './flight.js';
import { isRetained, retryDelay } from './freshness.js';
import type { Parts } from './parts.js';

/**
 * Remembers a failure beside the value that is still held, or alone for as long as `errorTtl` says. Never touches a good value.
 * An error is invalidated as a value would be.
 */
export function rememberFailure(
  { clock, invalidations, store }: Parts,
  { isFenced, key, settings, since }: Flight,
  error: unknown,
): void {
  if (isFenced || invalidations.isOvertaken(settings.tags, since)) return;
  const now = clock.now();
  const entry = store.entry(key);
  const isValueHeld = entry !== undefined && isRetained(now - entry.storedAt, entry.lifetime);
  if (!isValueHeld) store.delete(key);
  if (!isValueHeld && settings.errorTtl === 0) return;
  const count = (entry?.failure?.count ?? 0) + 1;
  const failure = {
    error,
    count,
    retryAt: now + retryDelay(settings.retryAfter, count),
    errorUntil: now + settings.errorTtl,
    tags: settings.tags,
    since,
  };
  store.fail(key, failure, lifetimeOf(NO_WINDOWS, 0, settings.tags, since));
}
