import { type HeaderList, withField, withoutFields } from '../fields/header-list.js';
import type { RequestHead } from '../message.js';
import { currentAge } from '../storing/age.js';
import type { StoredResponse } from '../storing/stored-response.js';
import { type ByteRange, rangeOf } from './byte-range.js';
import { alreadyHas } from './preconditions.js';

/** What a stored response becomes for one request. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  /** Which part of the stored body goes with it. */
  readonly body: 'whole' | 'none' | ByteRange;
}

/** True of the bytes of the whole body alone. RFC 9530 §2. */
const OF_THE_WHOLE = new Set(['content-digest', 'content-md5']);

/** About a body that a 304 does not have. RFC 9110 §15.4.5. */
const OF_THE_BODY = new Set([
  ...['encoding', 'language', 'length', 'range', 'type'].map((name) => `content-${name}`),
  ...OF_THE_WHOLE,
]);

/**
 * Answers a request from a stored response that may serve it: whole, 304 for the request's own conditions, or the
 * range asked for (206, 416). `Age` is always set, `Date` never touched. RFC 9111 §4, RFC 9110 §13.2.2.
 *
 * @param now on the clock of `stored.receivedAt`
 * @param bodyLength of the stored body, in bytes; without it ranges are not served
 */
export function answerFrom(
  stored: StoredResponse,
  request: RequestHead,
  now: number,
  bodyLength?: number,
): Answer {
  const headers = withAge(stored, now);
  if (alreadyHas(request, stored)) {
    return { status: 304, headers: withoutFields(headers, OF_THE_BODY), body: 'none' };
  }
  if (bodyLength !== undefined) {
    const range = rangeOf(request, stored, bodyLength);
    if (range !== 'whole') return partial(headers, range, bodyLength);
  }
  return { status: stored.status, headers, body: request.method === 'HEAD' ? 'none' : 'whole' };
}

function partial(
  headers: HeaderList,
  range: 'unsatisfiable' | ByteRange,
  bodyLength: number,
): Answer {
  if (range === 'unsatisfiable') {
    const bare = withoutFields(headers, OF_THE_BODY);
    const unsatisfied = withField(bare, 'content-range', `bytes */${bodyLength}`);
    return { status: 416, headers: withField(unsatisfied, 'content-length', '0'), body: 'none' };
  }
  const { first, last } = range;
  const bare = withoutFields(headers, OF_THE_WHOLE);
  const placed = withField(bare, 'content-range', `bytes ${first}-${last}/${bodyLength}`);
  const length = String(last - first + 1);
  return { status: 206, headers: withField(placed, 'content-length', length), body: range };
}

/** RFC 9111 §5.1: whole seconds. */
function withAge(stored: StoredResponse, now: number): HeaderList {
  return withField(stored.headers, 'age', String(Math.floor(currentAge(stored, now) / 1000)));
}
