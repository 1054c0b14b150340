import { type Parts, shownKey } from './parts.js';
import type { RemoteFailure } from './remote.js';

/** Tells of a failure of L2 that no caller hears of. */
export function tellRemoteFailure(
  { topics }: Parts,
  { operation, key, error }: RemoteFailure,
): void {
  const failures = topics['remote-failure'];
  if (!failures.isHeard) return;
  failures.emit({ operation, error, ...(key === undefined ? {} : { key: shownKey(key) }) });
}
