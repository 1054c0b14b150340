import { matchesStrongly, parseEntityTag } from '../fields/entity-tag.js';
import { fieldValue, hasField } from '../fields/header-list.js';
import { parseHttpDate } from '../fields/http-date.js';
import { isDigit, trimWhitespace } from '../fields/syntax.js';
import type { RequestHead } from '../message.js';
import type { StoredResponse } from '../storing/stored-response.js';

/** A part of a body; both ends belong to it. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** A `Last-Modified` that was this much older than the response is a strong validator. RFC 9110 §8.8.2.2. */
const SETTLED = 60_000;

/**
 * Which part of a whole stored body a request is to get: all of it, a range, or none because the range lies past its
 * end (416). Several ranges, and whatever cannot be read, count as no range asked for. RFC 9110 §14.2.
 *
 * @param length of the stored body, in bytes
 */
export function rangeOf(
  request: RequestHead,
  stored: StoredResponse,
  length: number,
): 'whole' | 'unsatisfiable' | ByteRange {
  const value = fieldValue(request.headers, 'range');
  if (value === undefined || request.method !== 'GET' || stored.status !== 200) return 'whole';
  // The bytes that are counted are the coded ones, and a decoded body no longer has them.
  if (hasField(stored.headers, 'content-encoding')) return 'whole';
  return isStillValid(request, stored) ? parseRange(value, length) : 'whole';
}

function parseRange(value: string, length: number): 'whole' | 'unsatisfiable' | ByteRange {
  const equals = value.indexOf('=');
  if (value.slice(0, equals).toLowerCase() !== 'bytes') return 'whole';
  const spec = trimWhitespace(value.slice(equals + 1));
  const dash = spec.indexOf('-');
  const from = spec.slice(0, dash);
  const to = spec.slice(dash + 1);
  if (dash === -1 || !areDigits(from) || !areDigits(to) || from + to === '') return 'whole';

  const first = from === '' ? Math.max(0, length - Number(to)) : Number(from);
  const last = from === '' || to === '' ? length - 1 : Math.min(Number(to), length - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return 'whole';
  return first <= last ? { first, last } : 'unsatisfiable';
}

/** `If-Range`: nothing but an exact, strong match allows a part. RFC 9110 §13.1.5. */
function isStillValid({ headers }: RequestHead, stored: StoredResponse): boolean {
  const condition = fieldValue(headers, 'if-range');
  if (condition === undefined) return true;
  const asked = parseEntityTag(condition);
  if (asked) {
    const tag = parseEntityTag(fieldValue(stored.headers, 'etag'));
    return tag !== undefined && matchesStrongly(asked, tag);
  }
  const modified = fieldValue(stored.headers, 'last-modified');
  const modifiedAt = parseHttpDate(modified, stored.date);
  return modified === condition && modifiedAt !== undefined && stored.date - modifiedAt >= SETTLED;
}

function areDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (!isDigit(text.charCodeAt(at))) return false;
  return true;
}
