import { type HeaderList, hasField } from '@sameflight/http';
import type { Received, SendOptions } from '@sameflight/http/exchange';
import {
  type AxiosAdapter,
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { bytesOf } from './bytes-of.js';
import { conditionalOptions } from './cache-mode.js';
import { fieldsOf } from './fields-of.js';
import { hiddenEncodingOf } from './hidden-encoding-of.js';
import { elsewhereOf, endOf } from './redirects.js';

/** Response types that cannot be made of bytes for several callers. */
const UNSHARED = new Set(['stream', 'document', 'formdata']);

/** Is this request's answer its sender's alone, whatever HTTP says? */
export function isSentAsItIs({ responseType = 'json' }: InternalAxiosRequestConfig): boolean {
  return UNSHARED.has(responseType);
}

/** `auth` and `proxy.auth` become headers in the adapter; what the cache saw in their place is not to be sent. */
const MADE_OF_CONFIG = new Set(['authorization', 'proxy-authorization']);

/** Where a request goes, and its fields as the cache wants them sent. */
export interface Outgoing {
  readonly url: string;
  readonly headers: HeaderList;
}

/** What a response says of itself beside head and body. */
export interface About {
  readonly statusText: string;
  /** axios' headers do not say how its body was coded. The cache is told, and nobody else. */
  readonly hidesEncoding?: true;
}

/** Sends a request for whoever may share it: its bytes come back, whatever the status, and the flight alone ends it. */
export async function send(
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
  { url, headers }: Outgoing,
  { method, signal, isConditional }: SendOptions,
): Promise<Received<AxiosResponse>> {
  const { cancelToken: _cancelToken, ...shared } = config;
  let wasRedirected = false;
  const response = await adapter({
    ...shared,
    method: method.toLowerCase(),
    headers: withFields(config.headers, headers, isConditional),
    beforeRedirect: (...details: Parameters<NonNullable<typeof config.beforeRedirect>>) => {
      wasRedirected = true;
      config.beforeRedirect?.(...details);
    },
    fetchOptions: isConditional ? conditionalOptions(config) : config.fetchOptions,
    responseType: 'arraybuffer',
    validateStatus: () => true,
    timeout: 0,
    signal,
  } as InternalAxiosRequestConfig);
  const elsewhere = elsewhereOf(response.request, url);
  const bytes = bytesOf(response.data, config);
  return {
    ...received(response, bytes ?? null),
    isOpaque: bytes === undefined,
    wasRedirected: wasRedirected || elsewhere !== undefined,
    finalUrl: elsewhere ?? (wasRedirected ? endOf(response.request) : undefined),
  };
}

/** Sends a request whose answer is its sender's alone, such as a stream: his signal ends it even after its head is in. */
export async function sendAsItIs(
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
): Promise<Received<AxiosResponse>> {
  const response = await adapter({ ...config, validateStatus: () => true });
  return { ...received(response, null), isOpaque: true };
}

function received(response: AxiosResponse, body: Uint8Array | null): Received<AxiosResponse> {
  const { status, statusText } = response;
  const headers = fieldsOf(response.headers);
  const encoding = body === null ? undefined : hiddenEncodingOf(response, headers, body.byteLength);
  const about: About =
    encoding === undefined ? { statusText } : { statusText, hidesEncoding: true };
  return {
    status,
    headers: encoding === undefined ? headers : [...headers, ['content-encoding', encoding]],
    body,
    about,
    native: response,
  };
}

function withFields(own: AxiosHeaders, fields: HeaderList, isConditional: boolean): AxiosHeaders {
  // A copy: adapters write in it. Of a spread, as another copy of axios may have made it.
  const headers = new AxiosHeaders({ ...own });
  for (const name of Object.keys(headers.toJSON())) {
    if (!hasField(fields, name.toLowerCase())) headers.delete(name);
  }
  for (const [name, value] of isConditional ? fields : []) {
    if (!MADE_OF_CONFIG.has(name)) headers.set(name, value);
  }
  return headers;
}
