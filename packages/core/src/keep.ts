import type { Lifetime } from './entry.js';
import { describe } from './key.js';
import { keyOfId } from './namespace.js';
import { type Parts, shownKey } from './parts.js';

/** Stores a value in memory, where its terms and its weight allow it; what was there before goes in any case. */
export function keep(
  parts: Parts,
  id: string,
  value: unknown,
  storedAt: number,
  lifetime: Lifetime,
  weight?: number,
): void {
  const { invalidations, store, topics } = parts;
  if (!(lifetime.retention > 0)) {
    store.delete(id);
    return;
  }
  const { changes } = invalidations;
  try {
    const weighed = weight ?? weightOf(parts, id, value);
    // `weigh` may call back, and invalidate what it weighs.
    if (invalidations.changes !== changes) return drop(parts, id, 'invalidated');
    const isStored = store.put(id, value, storedAt, lifetime, weighed);
    if (!isStored) return drop(parts, id, 'too-heavy');
    if (topics.store.isHeard) topics.store.emit({ key: shownKey(id), ttl: lifetime.ttl });
  } catch (error) {
    store.delete(id);
    drop(parts, id, 'unweighable', error);
  }
}

/** Tells that a value was answered and not stored. */
export function drop(
  parts: Parts,
  id: string,
  reason: 'invalidated' | 'too-heavy' | 'unweighable',
  error?: unknown,
): void {
  if (reason === 'invalidated') parts.counts.overtaken++;
  const { drop: drops } = parts.topics;
  if (!drops.isHeard) return;
  drops.emit({ key: shownKey(id), reason, ...(error === undefined ? {} : { error }) });
}

function weightOf({ weigh }: Parts, id: string, value: unknown): number {
  if (weigh === undefined) return 0;
  const weight = weigh(value, keyOfId(id));
  if (typeof weight === 'number' && weight >= 0 && weight < Number.POSITIVE_INFINITY) return weight;
  throw new RangeError(`\`weigh\` must return a finite number ≥ 0, got ${describe(weight)}`);
}
