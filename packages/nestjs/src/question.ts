import {
  type HeaderList,
  matchesSelecting,
  parseVary,
  type SelectingField,
  selectingFields,
} from '@sameflight/http';
import type { HandlerCall } from './handler-call.js';
import { PassThrough } from './pass-through.js';
import type { IncomingRequest, OutgoingResponse, RequestHeaders } from './platform.js';
import { orderedQuery } from './query-order.js';
import type { Recording } from './recording.js';
import type { Route } from './route.js';

/** What an HTTP request asks, as the parts of a key: everything that could change the answer, but for who asks. */
export function questionOf(call: HandlerCall, route: Route): readonly unknown[] | PassThrough {
  const { request, response } = call;
  if (call.kind !== 'http' || request === undefined) return new PassThrough('no-key');
  if (response !== undefined && varyOf(response) === '*') return new PassThrough('vary');
  if (hasBody(request) && request.body === undefined) return new PassThrough('no-key');
  return [
    request.method,
    `${request.protocol}://${request.host ?? request.hostname}`,
    pathAndQuery(request, route.queryNames),
    selectingIn(request.headers, keyNames(call, route)),
    route.facts.traits.readsAddress ? request.ip : undefined,
    hasBody(request) ? request.body : undefined,
  ];
}

/** The names of the request headers that stand in the key. */
export function keyNames({ response }: HandlerCall, route: Route): readonly string[] {
  const varying = response === undefined ? [] : varyOf(response);
  return [...new Set([...route.selecting, ...varying])].sort();
}

/** What the request says in the headers that `names` are the names of. */
export function selectingIn(
  headers: RequestHeaders,
  names: readonly string[],
): readonly SelectingField[] {
  return selectingFields(pick(headers, names), names);
}

function varyOf(response: OutgoingResponse): readonly string[] | '*' {
  const value = response.getHeader('vary');
  return value === undefined ? [] : parseVary([['vary', String(value)]]);
}

function pathAndQuery(request: IncomingRequest, names: ReadonlySet<string> | undefined): string {
  const url = request.originalUrl ?? request.url;
  const mark = url.indexOf('?');
  if (mark === -1) return url;
  return `${url.slice(0, mark)}?${orderedQuery(url.slice(mark + 1), names)}`;
}

function hasBody({ headers }: IncomingRequest): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

function pick(headers: RequestHeaders, names: readonly string[]): HeaderList {
  const found: [string, string][] = [];
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) found.push([name, String(value)]);
  }
  return found;
}

/** Is this the answer to what these headers ask? */
export function selects({ selecting = [] }: Recording, headers: RequestHeaders): boolean {
  const names = selecting.map(([name]) => name);
  return matchesSelecting(selecting, pick(headers, names));
}
