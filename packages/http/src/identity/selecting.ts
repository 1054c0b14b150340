import { fieldValue, type HeaderList } from '../fields/header-list.js';
import { commaParts, listMembers } from '../fields/syntax.js';
import { isCredential } from './credentials.js';
import { digest } from './digest.js';

/**
 * What a request said in one field that its response varies on; `null` when it did not have the field.
 * Of a credential it is the digest.
 */
export type SelectingField = readonly [name: string, value: string | null];

/** Lists, by their own specification, in which an empty member means nothing. RFC 9110 §5.6.1, §12.5. */
const LISTS = new Set(['accept', 'accept-language', 'accept-encoding', 'accept-charset']);

/** Fields whose members are compared without regard to letter case, by their own specification. RFC 9110 §12.5. */
const CASELESS = new Set(['accept-language', 'accept-encoding', 'accept-charset']);

/** What `headers` of a request say in the fields `names`. */
export function selectingFields(
  headers: HeaderList,
  names: readonly string[],
): readonly SelectingField[] {
  return names.map((name) => [name, selectingValue(headers, name)] as const);
}

/** No field value holds a NUL, so this matches nothing. */
const UNKNOWN = '\u0000';

/**
 * What is known of `fields` once the response varies on `names`. What its request said in one that is new nobody knows
 * any more, so that it matches no request; what it says of the body may still be asked about.
 */
export function knownSelecting(
  fields: readonly SelectingField[],
  names: readonly string[],
): readonly SelectingField[] {
  const known = new Map(fields);
  return names.map(
    (name) => [name, known.has(name) ? (known.get(name) ?? null) : UNKNOWN] as const,
  );
}

/** Whether a request with `headers` selects the same response. RFC 9111 §4.1. */
export function matchesSelecting(fields: readonly SelectingField[], headers: HeaderList): boolean {
  return fields.every(([name, value]) => selectingValue(headers, name) === value);
}

/**
 * Equal for two values that differ only in what RFC 9111 §4.1 lets a cache normalise: white space beside commas, and what the
 * field's own specification makes equal.
 */
function selectingValue(headers: HeaderList, name: string): string | null {
  const value = fieldValue(headers, name);
  if (value === undefined) return null;
  const normalised = (LISTS.has(name) ? listMembers(value) : commaParts(value)).join(',');
  if (isCredential(name)) return digest(normalised);
  return CASELESS.has(name) ? normalised.toLowerCase() : normalised;
}
