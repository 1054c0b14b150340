import { fieldValue, type HeaderList } from './header-list.js';
import { fieldNames, listMembers } from './syntax.js';

/**
 * The field names in `Vary`, in lower case. `'*'`, which nothing matches, when any member is `*` or is no field name,
 * or when there are more than a hundred: each costs a look at every later request. RFC 9110 §12.5.5.
 */
export function parseVary(headers: HeaderList): readonly string[] | '*' {
  const value = fieldValue(headers, 'vary');
  if (value === undefined || listMembers(value, 0).length === 0) return [];
  const names = fieldNames(value);
  return !names || names.includes('*') ? '*' : [...new Set(names)];
}
