import type { HeaderList } from '@sameflight/http';
import type { Received, SendOptions } from '@sameflight/http/exchange';
import {
  type AxiosAdapter,
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { fieldsOf } from './fields-of.js';

/** Response types that cannot be made of bytes for several callers. */
const UNSHARED = new Set(['stream', 'document', 'formdata']);

/** Is this request's answer its sender's alone, whatever HTTP says? */
export function isSentAsItIs({ responseType = 'json' }: InternalAxiosRequestConfig): boolean {
  return UNSHARED.has(responseType);
}

/** What a response says of itself beside head and body. */
export interface About {
  readonly statusText: string;
}

/** Sends a request for whoever may share it: its bytes come back, whatever the status, and the flight alone ends it. */
export async function send(
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
  headers: HeaderList,
  { signal, isConditional }: SendOptions,
): Promise<Received<AxiosResponse>> {
  const { cancelToken: _cancelToken, ...shared } = config;
  const response = await adapter({
    ...shared,
    headers: isConditional
      ? withFields(config.headers, headers)
      : AxiosHeaders.from(config.headers),
    responseType: 'arraybuffer',
    validateStatus: () => true,
    timeout: 0,
    signal,
  } as InternalAxiosRequestConfig);
  return received(response, new Uint8Array(response.data as ArrayBuffer));
}

/** Sends a request whose answer is its sender's alone, such as a stream. */
export async function sendAsItIs(
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
  { signal }: SendOptions,
): Promise<Received<AxiosResponse>> {
  const { cancelToken: _cancelToken, ...own } = config;
  const response = await adapter({
    ...own,
    validateStatus: () => true,
    timeout: 0,
    signal,
  } as InternalAxiosRequestConfig);
  return { ...received(response, null), isOpaque: true };
}

function received(response: AxiosResponse, body: Uint8Array | null): Received<AxiosResponse> {
  const { status, statusText, headers } = response;
  return {
    status,
    headers: fieldsOf(headers),
    body,
    about: { statusText } satisfies About,
    native: response,
  };
}

// `auth` becomes its header in the adapter; the credentials that the cache saw are no header to send.
function withFields(own: AxiosHeaders, fields: HeaderList): AxiosHeaders {
  const headers = AxiosHeaders.from(own);
  for (const [name, value] of fields) {
    if (name.toLowerCase() !== 'authorization') headers.set(name, value);
  }
  return headers;
}
