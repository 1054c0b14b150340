import { matchesWeakly, parseEntityTag, parseEntityTags } from '../fields/entity-tag.js';
import { fieldValue } from '../fields/header-list.js';
import { parseHttpDate } from '../fields/http-date.js';
import type { RequestHead } from '../message.js';
import type { StoredResponse } from '../storing/stored-response.js';

/**
 * What the request's own `If-None-Match` or `If-Modified-Since` says of a stored response that serves it:
 * `'not-modified'` is answered with 304. `If-Match` and `If-Unmodified-Since` are for origins. RFC 9111 §4.3.2.
 */
export function evaluatePreconditions(
  request: RequestHead,
  stored: StoredResponse,
): 'none' | 'modified' | 'not-modified' {
  if (stored.status !== 200) return 'none';
  const noneMatch = fieldValue(request.headers, 'if-none-match');
  if (noneMatch !== undefined) {
    return isListed(stored, noneMatch) ? 'not-modified' : 'modified';
  }
  // A year of two digits gets its century from the day of the stored response.
  const since = parseHttpDate(fieldValue(request.headers, 'if-modified-since'), stored.date);
  if (since === undefined) return 'none';
  return lastModified(stored) <= since ? 'not-modified' : 'modified';
}

/** Whether the list of entity tags names the stored response. RFC 9110 §13.1.2. */
export function isListed({ headers }: StoredResponse, list: string): boolean {
  const listed = parseEntityTags(list);
  if (listed === '*') return true;
  const tag = parseEntityTag(fieldValue(headers, 'etag'));
  return tag !== undefined && listed.some((one) => matchesWeakly(one, tag));
}

/** `Last-Modified`, else `Date`, else when it arrived. RFC 9111 §4.3.2. */
function lastModified({ headers, date }: StoredResponse): number {
  return parseHttpDate(fieldValue(headers, 'last-modified'), date) ?? date;
}
