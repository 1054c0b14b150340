import type { Entry } from './entry.js';
import { isRetained } from './freshness.js';
import type { Parts } from './parts.js';

/** What memory holds of a key, fresh or not, that is still of use and overtaken by nothing. Counts as no hit. */
export function heldEntry({ clock, invalidations, store }: Parts, id: string): Entry | undefined {
  const entry = store.entry(id);
  if (entry === undefined) return undefined;
  const { lifetime, storedAt } = entry;
  const isHeld =
    isRetained(clock.now() - storedAt, lifetime) &&
    !invalidations.isOvertaken(lifetime.tags, lifetime.since);
  return isHeld ? entry : undefined;
}

/** The same, where it is fresh. */
export function freshEntry(parts: Parts, id: string): Entry | undefined {
  const entry = heldEntry(parts, id);
  if (entry === undefined) return undefined;
  return parts.clock.now() - entry.storedAt < entry.lifetime.ttl ? entry : undefined;
}
