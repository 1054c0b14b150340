import type { Identity } from '../identity/identity.js';
import { matchesSelecting } from '../identity/selecting.js';
import type { RequestHead } from '../message.js';
import type { Selectable } from '../storing/stored-response.js';

/** Those of the stored responses that this asker may be served at all, whatever they vary on. */
export function inScope<Stored extends Selectable>(
  variants: readonly Stored[],
  { target, scopes }: Identity,
): Stored[] {
  return variants.filter((it) => it.target === target && scopes.includes(it.scope));
}

/**
 * The stored response to use for a request: of those whose selecting fields match, the most recent by `Date`.
 * One that varies on nothing yields to a more recent one that does: its origin forgot the field. RFC 9111 §4.1.
 */
export function selectVariant<Stored extends Selectable>(
  variants: readonly Stored[],
  request: RequestHead,
  identity: Identity,
): Stored | undefined {
  const candidates = inScope(variants, identity);
  const varying = mostRecent(candidates.filter(({ selecting }) => selecting.length > 0));
  const suitable = candidates.filter(
    ({ selecting, date }) =>
      matchesSelecting(selecting, request.headers) &&
      (selecting.length > 0 || !varying || date > varying.date),
  );
  return mostRecent(suitable);
}

/** The most recent by `Date`. RFC 9111 §4. */
export function mostRecent<Stored extends Selectable>(
  variants: readonly Stored[],
): Stored | undefined {
  let best = variants[0];
  for (const variant of variants) if (best && variant.date > best.date) best = variant;
  return best;
}
