import type { Identity } from '../identity/identity.js';
import type { RequestHead } from '../message.js';
import type { Selectable, StoredResponse } from '../storing/stored-response.js';

/** Where a stored response for a URL is found, and which requests it may serve. */
export interface VariantRef extends Selectable {
  /** Under which it is stored. */
  readonly key: string;
  /** The scope of the one who asked for it: only he fetches it anew under its key. */
  readonly owner: string;
}

/** What is known of one URL and one scope: the responses that are stored for it, newest first. */
export interface Shelf {
  readonly refs: readonly VariantRef[];
}

/** The request that a response answers, and when it was made, in ms on the monotonic clock. */
export interface Asked {
  readonly request: RequestHead;
  readonly askedAt: number;
}

export const EMPTY_SHELF: Shelf = { refs: [] };

/** The note that `stored` is found under `key`. */
export function refOf(stored: StoredResponse, key: string, { scopes }: Identity): VariantRef {
  const { target, scope, selecting, date } = stored;
  return { key, owner: scopes[0], target, scope, selecting, date };
}

/** Whether `refs` are this one alone: then nothing that is looked up by would change if it were put there again. */
export function isOnly(
  refs: readonly VariantRef[],
  { key, scope, selecting }: VariantRef,
): boolean {
  const [only, ...others] = refs;
  if (only === undefined || others.length > 0) return false;
  return (
    only.key === key &&
    only.scope === scope &&
    JSON.stringify(only.selecting) === JSON.stringify(selecting)
  );
}

/** Whether a value that came from a store is one: L2 may hold anything. */
export function isShelf(value: unknown): value is Shelf {
  if (typeof value !== 'object' || value === null) return false;
  const { refs } = value as Partial<Shelf>;
  return Array.isArray(refs) && refs.every(isRef);
}

function isRef(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { key, owner, target, scope, selecting, date } = value as Partial<VariantRef>;
  const texts = [key, owner, target, scope];
  return (
    texts.every((text) => typeof text === 'string') &&
    typeof date === 'number' &&
    Array.isArray(selecting) &&
    selecting.every(Array.isArray)
  );
}
