import { NOTHING } from './entry.js';
import type { Flight } from './flight.js';
import { isRetained, retryDelay } from './freshness.js';
import type { Parts } from './parts.js';

/** Remembers a failure beside the value that is still held, or alone for as long as `errorTtl` says. Never touches a good value. */
export function rememberFailure(
  { clock, store }: Parts,
  { plan: { key, settings } }: Flight,
  error: unknown,
): void {
  const now = clock.now();
  const entry = store.entry(key);
  const isValueHeld =
    entry !== undefined &&
    entry.value !== NOTHING &&
    isRetained(now - entry.storedAt, entry.lifetime);
  if (!isValueHeld) store.delete(key);
  if (!isValueHeld && settings.errorTtl === 0) return;
  const count = (entry?.failure?.count ?? 0) + 1;
  store.fail(key, {
    error,
    count,
    retryAt: now + retryDelay(settings.retryAfter, count),
    errorUntil: now + settings.errorTtl,
  });
}
