import type { Entry } from './entry.js';
import { type Narrowing, standsIn } from './freshness.js';
import { type Parts, shownKey } from './parts.js';

/** May this entry stand in for a fetch now? */
export function mayStandIn(
  { clock, invalidations }: Parts,
  entry: Entry,
  narrowed?: Narrowing,
): boolean {
  const { storedAt, lifetime } = entry;
  if (!standsIn(clock.now() - storedAt, lifetime, narrowed)) return false;
  return !invalidations.isOvertaken(lifetime.tags, lifetime.since);
}

export function tellFallback({ clock, counts, topics }: Parts, id: string, entry: Entry): void {
  counts.fallbacks++;
  if (topics.fallback.isHeard)
    topics.fallback.emit({ key: shownKey(id), age: clock.now() - entry.storedAt });
}
