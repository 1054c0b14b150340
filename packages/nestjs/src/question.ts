import { keyOf } from '@sameflight/core';
import {
  type HeaderList,
  matchesSelecting,
  type SelectingField,
  selectingFields,
} from '@sameflight/http';
import type { HandlerCall } from './handler-call.js';
import { keyText } from './key-text.js';
import { PassThrough } from './pass-through.js';
import type { IncomingRequest, RequestHeaders } from './platform.js';
import { orderedQuery } from './query-order.js';
import type { Recording } from './recording.js';
import type { Route } from './route.js';

/** What an HTTP request asks, as the parts of a key: everything that could change the answer, but for who asks. */
export function questionOf(call: HandlerCall, route: Route): readonly string[] | PassThrough {
  const { request } = call;
  if (call.kind !== 'http' || request === undefined) return new PassThrough('no-key');
  const names = keyNames(call, route);
  if (names.includes('*')) return new PassThrough('vary');
  const input = inputText(request);
  if (input instanceof PassThrough) return input;
  return [
    request.method,
    `${request.protocol}://${request.host ?? request.hostname}`,
    ...urlsOf(request).map((url) => pathAndQuery(url, route.queryNames)),
    selectingText(request.headers, names),
    route.facts.traits.readsAddress ? String(request.ip) : '',
    input,
  ];
}

/** The names of the request headers that stand in the key. */
export function keyNames({ response }: HandlerCall, route: Route): readonly string[] {
  return route.selecting.beside(String(response?.getHeader('vary') ?? ''));
}

/** What the request says in the headers that `names` are the names of. */
export function selectingIn(
  headers: RequestHeaders,
  names: readonly string[],
): readonly SelectingField[] {
  return selectingFields(pick(headers, names), names);
}

/** The same in one text, for the key. Most requests have few of the headers. */
export function selectingText(headers: RequestHeaders, names: readonly string[]): string {
  const said = names.filter((name) => headers[name] !== undefined);
  const parts = selectingIn(headers, said).map(([name, value]) => `${name}=${value}`);
  return keyText([names.join(), ...parts]);
}

/** What was read from the request on its way: the parameters of its path, and its body. */
function inputText(request: IncomingRequest): string | PassThrough {
  const { params = {}, body } = request;
  const isWithBody = hasBody(request);
  if (isWithBody && body === undefined) return new PassThrough('no-key');
  if (!isWithBody && Object.keys(params).length === 0) return '';
  try {
    return isWithBody ? keyOf({ ...params }, body) : keyOf({ ...params });
  } catch (error) {
    return new PassThrough('no-key', error);
  }
}

/** The URL that was asked for, and what a middleware made of it, where one did: the handler sees that. */
function urlsOf({ originalUrl, url }: IncomingRequest): readonly string[] {
  return originalUrl === undefined || originalUrl === url ? [url] : [originalUrl, url];
}

function pathAndQuery(url: string, names: ReadonlySet<string> | undefined): string {
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
