import { type HeaderList, withoutFields } from '@sameflight/http';
import type { BuiltReply, Reply } from '@sameflight/http/exchange';
import { AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { bytesOf } from './bytes-of.js';
import { dataOf } from './data-of.js';
import { fieldsOf } from './fields-of.js';
import { type About, isSentAsItIs } from './send.js';

/** What the cache makes of a stored response for one request. */
const MADE_HERE: Readonly<Record<number, string>> = {
  206: 'Partial Content',
  304: 'Not Modified',
  416: 'Range Not Satisfiable',
  504: 'Gateway Timeout',
};

const ENCODING = new Set(['content-encoding']);

/** The response for one caller: data, headers and config are his own. */
export async function responseOf(
  reply: Reply<AxiosResponse>,
  config: InternalAxiosRequestConfig,
): Promise<AxiosResponse> {
  if (reply.kind === 'built') return rebuilt(reply, config);
  const { native, cacheStatus } = reply;
  const headers = new AxiosHeaders({ ...native.headers } as AxiosHeaders);
  headers.set('cache-status', cacheStatus);
  const bytes = isSentAsItIs(config) ? undefined : bytesOf(native.data, config);
  const data = bytes === undefined ? native.data : await dataOf(bytes, fieldsOf(headers), config);
  return { ...native, data, headers, config };
}

async function rebuilt(
  { status, headers, body, about, native }: BuiltReply<AxiosResponse>,
  config: InternalAxiosRequestConfig,
): Promise<AxiosResponse> {
  const { statusText = '', hidesEncoding } = (about ?? {}) as Partial<About>;
  return {
    status,
    statusText: MADE_HERE[status] ?? statusText,
    headers: axiosHeaders(hidesEncoding ? withoutFields(headers, ENCODING) : headers),
    config,
    data: await dataOf(body, headers, config),
    request: native?.request,
  };
}

// Repeated fields are joined, as axios' own adapters do; `Set-Cookie` stays a list.
function axiosHeaders(list: HeaderList): AxiosHeaders {
  const headers = new AxiosHeaders();
  for (const [name, value] of list) {
    const before = headers.get(name);
    if (name.toLowerCase() === 'set-cookie')
      headers.set(name, [...((before as string[] | undefined) ?? []), value]);
    else headers.set(name, typeof before === 'string' ? `${before}, ${value}` : value);
  }
  return headers;
}
