import { type HeaderList, headerList } from '@sameflight/http';
import type { Ask, CacheMode } from '@sameflight/http/exchange';
import { termsOf } from './cache-options.js';
import { isDisconnection } from './disconnection.js';
import type { FetchInit } from './fetch-options.js';
import { membersOf } from './members.js';
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
  | 'referrerPolicy'
>;

/** Methods that fetch writes in capitals, however the caller does. */
const NORMALISED = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

/**
 * A call of fetch, as a request on its way through the cache. All that can change is read here, before the caller goes on: what
 * tells who asks for what is also what is sent, whatever becomes of his arguments. A body goes out before he goes on.
 */
export function outgoing(fetch: Fetch, input: Input, init?: FetchInit): Ask<Response> {
  const { sameflight, ...own } = membersOf(init);
  const request: Described | undefined = isRequest(input) ? (input as Described) : undefined;
  const { href, protocol } = urlOf(input);
  const method = methodOf(own.method ?? request?.method ?? 'GET');
  const mode = (own.cache ?? request?.cache ?? 'default') as CacheMode;
  const signal = own.signal === undefined ? request?.signal : own.signal;
  const call = {
    input: request === undefined ? href : input,
    init: { ...referrerOf(request), ...own, method },
    mode,
  };
  return {
    method,
    url: href,
    headers: headersOf(own.headers ?? request?.headers),
    hasBody: (own.body ?? request?.body ?? null) !== null,
    mode,
    traits: traitsOf(own, request ?? {}),
    terms: isForCache(protocol, own.mode ?? request?.mode)
      ? sameflight && termsOf(sameflight)
      : false,
    signal: signal ?? undefined,
    isDisconnection: (error) =>
      isDisconnection(
        error,
        own.redirect ?? request?.redirect,
        own.integrity ?? request?.integrity,
      ),
    send: (headers, options) => send(fetch, call, headers, options),
  };
}

/** As fetch reads them: of a field that is `undefined` it sends the word. */
function headersOf(source: RequestInit['headers']): HeaderList {
  if (source === undefined) return [];
  const isRead = typeof (source as Partial<Headers>).append === 'function';
  return headerList((isRead ? source : new Headers(source)) as Iterable<[string, string]>);
}

/** What a Request forgets where fetch is given anything beside it. */
function referrerOf(request: Described | undefined): RequestInit {
  const { referrer, referrerPolicy } = request ?? {};
  if (referrer === undefined || referrer === 'about:client') return {};
  return { referrer, ...(referrerPolicy ? { referrerPolicy } : {}) };
}

/** Nobody can read what comes in mode `no-cors`, nor who else may. */
function isForCache(protocol: string, mode: RequestInit['mode']): boolean {
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
