import type { Entry } from './entry.js';
import { describe } from './key.js';
import { keyOfId } from './namespace.js';
import { type Parts, shownKey } from './parts.js';

/** Stores a value in memory, where its terms and its weight allow it; what was there before goes in any case. */
export function keep(
  parts: Parts,
  id: string,
  { value, storedAt, lifetime }: Pick<Entry, 'value' | 'storedAt' | 'lifetime'>,
  weight: number,
): boolean {
  const { store, topics } = parts;
  if (!(lifetime.retention > 0) || Number.isNaN(weight)) {
    store.delete(id);
    return false;
  }
  const isStored = store.put(id, value, storedAt, lifetime, weight);
  if (!isStored) drop(parts, id, 'too-heavy');
  else if (topics.store.isHeard) topics.store.emit({ key: shownKey(id), ttl: lifetime.ttl });
  return isStored;
}

/**
 * What a value weighs that is to be kept under these terms; `NaN` for one that cannot be weighed. Asked before anything is decided:
 * `weigh` may call back, and invalidate what it weighs.
 */
export function weightOf(
  parts: Parts,
  id: string,
  { value, lifetime: { retention } }: Pick<Entry, 'value' | 'lifetime'>,
): number {
  const { weigh } = parts;
  if (weigh === undefined || !(retention > 0)) return 0;
  try {
    return checked(weigh(value, keyOfId(id)));
  } catch (error) {
    drop(parts, id, 'unweighable', error);
    return Number.NaN;
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

function checked(weight: unknown): number {
  if (typeof weight === 'number' && weight >= 0 && weight < Number.POSITIVE_INFINITY) return weight;
  throw new RangeError(`\`weigh\` must return a finite number ≥ 0, got ${describe(weight)}`);
}
