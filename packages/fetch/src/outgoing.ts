import { headerList } from '@sameflight/http';
import type { Ask, CacheMode } from '@sameflight/http/exchange';
import { termsOf } from './cache-options.js';
import type { FetchInit } from './fetch-options.js';
import { type Fetch, type Input, send } from './send.js';

/** What a Request and a RequestInit have in common. */
type Described = Pick<
  RequestInit,
  | 'method'
  | 'headers'
  | 'body'
  | 'signal'
  | 'cache'
  | 'redirect'
  | 'credentials'
  | 'mode'
  | 'integrity'
>;

/** Methods that fetch writes in capitals, however the caller does. */
const NORMALISED = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

/** A call of fetch, as a request on its way through the cache. The call's own input is what is sent, so nothing of it is read here. */
export function outgoing(fetch: Fetch, input: Input, init: FetchInit = {}): Ask<Response> {
  const { sameflight, ...own } = init;
  const request: Described = isRequest(input) ? (input as Described) : {};
  const url = urlOf(input);
  const signal = own.signal === undefined ? request.signal : own.signal;
  return {
    method: methodOf(own.method ?? request.method ?? 'GET'),
    url: url.href,
    headers: headerList((own.headers ?? request.headers ?? []) as Iterable<[string, string]>),
    hasBody: (own.body ?? request.body ?? null) !== null,
    mode: (own.cache ?? request.cache ?? 'default') as CacheMode,
    traits: traitsOf(own, request),
    terms: url.protocol.startsWith('http') ? sameflight && termsOf(sameflight) : false,
    signal: signal ?? undefined,
    send: (headers, options) => send(fetch, input, own, headers, options),
  };
}

function isRequest(input: Input): input is Request {
  return typeof input === 'object' && 'url' in input && 'method' in input;
}

function urlOf(input: Input): URL {
  if (input instanceof URL) return input;
  const page = (globalThis as { location?: { href?: string } }).location?.href;
  return new URL(isRequest(input) ? input.url : String(input), page);
}

function methodOf(method: string): string {
  const capitals = method.toUpperCase();
  return NORMALISED.has(capitals) ? capitals : method;
}

/** What else in the call changes the response. */
function traitsOf(own: Described, request: Described): string {
  const redirect = own.redirect ?? request.redirect ?? 'follow';
  const credentials = own.credentials ?? request.credentials ?? 'same-origin';
  const mode = own.mode ?? request.mode ?? 'cors';
  const integrity = own.integrity ?? request.integrity ?? '';
  const isPlain = redirect === 'follow' && credentials === 'same-origin' && mode === 'cors';
  return isPlain && integrity === ''
    ? ''
    : JSON.stringify([redirect, credentials, mode, integrity]);
}
