import { matchesWeakly, parseEntityTag, parseEntityTags } from '../fields/entity-tag.js';
import { fieldValue } from '../fields/header-list.js';
import { parseHttpDate } from '../fields/http-date.js';
import type { RequestHead } from '../message.js';
import type { StoredResponse } from '../storing/stored-response.js';

/**
 * Whether the request's own `If-None-Match`, or else its `If-Modified-Since`, says that its asker already has the
 * stored response that serves it, which is then answered with 304. `If-Match` and `If-Unmodified-Since` are for
 * origins. RFC 9111 §4.3.2.
 */
export function alreadyHas({ headers }: RequestHead, stored: StoredResponse): boolean {
  if (stored.status !== 200) return false;
  const noneMatch = fieldValue(headers, 'if-none-match');
  if (noneMatch !== undefined) return isListed(stored, noneMatch);
  // A year of two digits gets its century from the day of the stored response.
  const since = parseHttpDate(fieldValue(headers, 'if-modified-since'), stored.date);
  return since !== undefined && lastModified(stored) <= since;
}

/** Whether the list of entity tags names the stored response. RFC 9110 §13.1.2. */
function isListed({ headers }: StoredResponse, list: string): boolean {
  const listed = parseEntityTags(list);
  if (listed === '*') return true;
  const tag = parseEntityTag(fieldValue(headers, 'etag'));
  return tag !== undefined && listed.some((one) => matchesWeakly(one, tag));
}

/** `Last-Modified`, else `Date`, else when it arrived. RFC 9111 §4.3.2. */
function lastModified({ headers, date }: StoredResponse): number {
  return parseHttpDate(fieldValue(headers, 'last-modified'), date) ?? date;
}
