import { keyOf } from '@sameflight/core';
import { type HeaderList, headerList } from '@sameflight/http';
import type { Ask } from '@sameflight/http/exchange';
import type { AxiosAdapter, AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { termsOf } from './cache-options.js';
import type { CoalesceOptions } from './coalesce-options.js';
import { isSentAsItIs, send, sendAsItIs } from './send.js';
import { traitsOf } from './traits.js';

/**
 * A request of axios, as one on its way through the cache; `undefined` where it goes past it, as nothing can tell it from others.
 */
export function outgoing(
  instance: AxiosInstance,
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
  signal: AbortSignal,
  { exceptMethods = [], onBypass }: CoalesceOptions,
): Ask<AxiosResponse> | undefined {
  const method = (config.method ?? 'get').toUpperCase();
  const { sameflight } = config;
  const isExcepted = exceptMethods.some((except) => except.toUpperCase() === method);
  const isUnshared = isSentAsItIs(config);
  const isPast = isExcepted || sameflight === false || isUnshared;
  try {
    return {
      method,
      url: urlOf(instance, config),
      headers: headersOf(config),
      hasBody: config.data !== undefined && config.data !== null,
      traits: keyOf(...traitsOf(config)),
      terms: isPast ? false : sameflight && termsOf(sameflight),
      signal,
      send: (headers, options) =>
        isUnshared ? sendAsItIs(adapter, config, options) : send(adapter, config, headers, options),
    };
  } catch (error) {
    onBypass?.({ url: String(config.url), reason: (error as Error).message });
    return undefined;
  }
}

function urlOf(instance: AxiosInstance, config: InternalAxiosRequestConfig): string {
  const page = (globalThis as { location?: { href?: string } }).location?.href;
  return new URL(instance.getUri(config), page ?? 'http://localhost').href;
}

/** What will be sent, as far as it tells who is asking: `auth` becomes a header only in the adapter. */
function headersOf({ headers, auth }: InternalAxiosRequestConfig): HeaderList {
  const own = Object.entries(headers.toJSON()).flatMap(([name, value]): [string, string][] =>
    value === null || value === undefined ? [] : [[name, String(value)]],
  );
  if (auth === undefined) return headerList(own);
  const credentials = keyOf(auth.username, auth.password);
  return headerList([
    ...own.filter(([name]) => name.toLowerCase() !== 'authorization'),
    ['authorization', `Basic ${encodeURIComponent(credentials)}`],
  ]);
}
