import { type HeaderList, headerList } from '@sameflight/http';
import type { Ask, CacheMode } from '@sameflight/http/exchange';
import { termsOf } from './cache-options.js';
import { isDisconnection } from './disconnection.js';
import type { FetchInit } from './fetch-options.js';
import { type Fetch, type Input, send } from './send.js';
import { traitsOf } from './traits.js';

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
  | 'referrer'
>;

/** Methods that fetch writes in capitals, however the caller does. */
const NORMALISED = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

/** A call of fetch, as a request on its way through the cache. The call's own input is what is sent, so nothing of it is read here. */
export function outgoing(fetch: Fetch, input: Input, init?: FetchInit): Ask<Response> {
  const { sameflight, ...own } = init ?? {};
  const request: Described = isRequest(input) ? (input as Described) : {};
  const url = urlOf(input);
  const signal = own.signal === undefined ? request.signal : own.signal;
  return {
    method: methodOf(own.method ?? request.method ?? 'GET'),
    url: url.href,
    headers: headersOf(own.headers ?? request.headers),
    hasBody: (own.body ?? request.body ?? null) !== null,
    mode: (own.cache ?? request.cache ?? 'default') as CacheMode,
    traits: traitsOf(own, request),
    terms: isForCache(url, own.mode ?? request.mode) ? sameflight && termsOf(sameflight) : false,
    signal: signal ?? undefined,
    isDisconnection: (error) =>
      isDisconnection(error, own.redirect ?? request.redirect, own.integrity ?? request.integrity),
    send: (headers, options) => send(fetch, input, own, headers, options),
  };
}

/** As fetch reads them: of a field that is `undefined` it sends the word. */
function headersOf(source: RequestInit['headers']): HeaderList {
  if (source === undefined) return [];
  const { forEach } = source as Partial<Headers>;
  const isRead = typeof forEach === 'function' && !Array.isArray(source);
  return headerList((isRead ? source : new Headers(source)) as Iterable<[string, string]>);
}

/** Nobody can read what comes in mode `no-cors`, nor who else may. */
function isForCache({ protocol }: URL, mode: RequestInit['mode']): boolean {
  return protocol.startsWith('http') && mode !== 'no-cors';
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
