import {
  type CachePolicy,
  type Exchange,
  type HeaderList,
  type HeaderSource,
  headerList,
  type Identity,
  identify,
  type RequestHead,
  type ResponseHead,
  type StoredResponse,
  storedResponse,
} from '../src/index.js';

/** Where every test begins: Sun, 06 Nov 1994 08:49:37 GMT. */
export const NOW = 784_111_777_000;
export const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';
export const URL_A = 'https://api.example/a';
export const SECOND = 1000;
export const HOUR = 3_600_000;

export function request(headers: HeaderSource = {}, more: Partial<RequestHead> = {}): RequestHead {
  return { method: 'GET', url: URL_A, headers: headerList(headers), ...more };
}

export function response(headers: HeaderSource = {}, status = 200): ResponseHead {
  return { status, headers: headerList(headers) };
}

/** A request and its response, all in the one moment `NOW`. */
export function exchange(
  responseHeaders: HeaderSource,
  { status = 200, asked = request(), at = NOW, ...times }: ExchangeOptions = {},
): Exchange {
  return {
    request: asked,
    response: response(responseHeaders, status),
    sentAt: at,
    receivedAt: at,
    receivedOn: at,
    ...times,
  };
}

interface ExchangeOptions extends Partial<Omit<Exchange, 'request' | 'response'>> {
  readonly status?: number;
  readonly asked?: RequestHead;
  readonly at?: number;
}

export function stored(
  responseHeaders: HeaderSource,
  { policy = {}, identity, ...options }: StoredOptions = {},
): StoredResponse {
  const whole = exchange(responseHeaders, options);
  return storedResponse(whole, identity ?? identify(whole.request), policy);
}

interface StoredOptions extends ExchangeOptions {
  readonly policy?: CachePolicy;
  readonly identity?: Identity;
}

/** Field lines as a record, for comparison without regard to order. */
export function record(headers: HeaderList): Record<string, string> {
  return Object.fromEntries(headers);
}

export function httpDate(at: number): string {
  return new Date(at).toUTCString();
}
