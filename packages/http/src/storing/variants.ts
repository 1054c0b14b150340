import { matchesSelecting } from '../identity/selecting.js';
import type { RequestHead } from '../message.js';
import type { Selectable } from './stored-response.js';

/**
 * The stored responses for a target after `added` came in: it takes the place of those in its scope that its request
 * would have selected. The newest come first, and past `most` the last ones go.
 */
export function withVariant<Stored extends Selectable>(
  variants: readonly Stored[],
  added: Stored,
  request: RequestHead,
  most: number,
): readonly Stored[] {
  const others = variants.filter(
    ({ scope, selecting }) =>
      scope !== added.scope || !matchesSelecting(selecting, request.headers),
  );
  return [added, ...others].slice(0, most);
}

/** Whether both answer the same requests of the same askers, so that one takes the place of the other. */
export function isSameVariant(one: Selectable, other: Selectable): boolean {
  if (one.scope !== other.scope || one.selecting.length !== other.selecting.length) return false;
  return one.selecting.every(([name, value], at) => {
    const [otherName, otherValue] = other.selecting[at] ?? [];
    return name === otherName && value === otherValue;
  });
}
