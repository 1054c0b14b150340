import { fieldValue, type HeaderList } from './header-list.js';
import { isToken, listMembers } from './syntax.js';

/** No honest response varies on more fields; each costs a look at every later request. */
const MOST_NAMES = 100;

/**
 * The field names in `Vary`, in lower case. `'*'`, which nothing matches, when any member is `*` or is no field name,
 * or when there are more than a hundred. RFC 9110 §12.5.5.
 */
export function parseVary(headers: HeaderList): readonly string[] | '*' {
  const value = fieldValue(headers, 'vary');
  if (value === undefined) return [];
  const names = listMembers(value).filter((member) => member !== '');
  if (names.some((name) => name === '*' || !isToken(name))) return '*';
  const distinct = new Set(names.map((name) => name.toLowerCase()));
  return distinct.size > MOST_NAMES ? '*' : [...distinct];
}
