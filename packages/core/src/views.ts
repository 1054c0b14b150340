import type { CacheStats } from './counters.js';
import { freshEntry } from './held-entry.js';
import { keyOfId, type Namespace } from './namespace.js';
import { type Parts, shownKey } from './parts.js';

/** A flight, as those who look from outside see it. */
export interface FlightInfo {
  /** Shortened. */
  readonly key: string;
  /** Milliseconds since it started. */
  readonly age: number;
  /** Callers aboard. */
  readonly waiters: number;
  /** Does it go on without waiters? */
  readonly background: boolean;
}

/** The keys of the fresh values that memory holds in one namespace. */
export function freshKeys(parts: Parts, namespace: Namespace): string[] {
  const ids = [...parts.store.keys()];
  return ids
    .filter((id) => namespace.holds(id) && freshEntry(parts, id) !== undefined)
    .map(keyOfId);
}

/** The flights in the air in one namespace. */
export function flightsIn({ deadlines, flights }: Parts, namespace: Namespace): FlightInfo[] {
  const now = deadlines.now();
  const own = [...flights].filter(({ key }) => namespace.holds(key));
  return own.map(({ key, startedAt, waiterCount, background }) => ({
    key: shownKey(key),
    age: now - startedAt,
    waiters: waiterCount,
    background,
  }));
}

export function statsOf({ counts, flights, store }: Parts): CacheStats {
  const saved = counts.hits + counts.stale + counts.joined;
  return { ...counts, saved, entries: store.size, weight: store.weight, flights: flights.size };
}
