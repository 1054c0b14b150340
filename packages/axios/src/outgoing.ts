import { keyOf } from '@sameflight/core';
import { type HeaderList, headerList, identify } from '@sameflight/http';
import type { Ask } from '@sameflight/http/exchange';
import axios, {
  type AxiosAdapter,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { cacheModeOf } from './cache-mode.js';
import { termsOf } from './cache-options.js';
import type { CoalesceOptions } from './coalesce-options.js';
import { isDisconnection } from './disconnection.js';
import { proxyCredentialsOf } from './proxy.js';
import { isSentAsItIs, send, sendAsItIs } from './send.js';
import { traitsOf } from './traits.js';

/**
 * A request of axios, as one on its way through the cache; `undefined` where it goes past it, as its URL cannot be read.
 *
 * @param isElsewhereKnown whether redirects can be seen: else not even a `public` answer is for others, as it may stem from
 * a redirect for this asker alone
 */
export function outgoing(
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
  signal: AbortSignal,
  isElsewhereKnown: boolean,
  { exceptMethods = [], onBypass }: CoalesceOptions,
): Ask<AxiosResponse> | undefined {
  const method = (config.method ?? 'get').toUpperCase();
  const { sameflight } = config;
  const isExcepted = exceptMethods.some((except) => except.toUpperCase() === method);
  const isUnshared = isSentAsItIs(config);
  const isPast = isExcepted || sameflight === false || isUnshared;
  try {
    const url = urlOf(config);
    const fields = headersOf(config);
    const head = { method, url, headers: fields };
    const asker = isElsewhereKnown ? undefined : identify(head).scopes[0];
    return {
      ...head,
      hasBody: config.data !== undefined && config.data !== null,
      mode: cacheModeOf(config),
      traits: traitsOf(config, asker),
      terms: isPast ? false : sameflight && termsOf(sameflight),
      signal,
      isDisconnection: (error) => isDisconnection(error, config),
      send: (headers, options) =>
        isUnshared ? sendAsItIs(adapter, config) : send(adapter, config, { url, headers }, options),
    };
  } catch (error) {
    onBypass?.({ url: String(config.url), reason: (error as Error).message });
    return undefined;
  }
}

/** The config has the instance's defaults already, unless an interceptor has taken them out again. */
const withoutDefaults = new axios.Axios({});

function urlOf(config: InternalAxiosRequestConfig): string {
  const page = (globalThis as { location?: { href?: string } }).location?.href;
  return new URL(withoutDefaults.getUri(config), page ?? 'http://localhost').href;
}

/** What will be sent, as far as it tells who is asking: `auth` and that of a proxy become headers only in the adapter. */
function headersOf(config: InternalAxiosRequestConfig): HeaderList {
  const { headers, auth } = config;
  const own = Object.entries(headers.toJSON()).flatMap(([name, value]): [string, string][] =>
    value === null || value === undefined ? [] : [[name, String(value)]],
  );
  return headerList([
    ...own.filter(([name]) => !auth || name.toLowerCase() !== 'authorization'),
    ...basic('authorization', auth && keyOf(auth.username, auth.password)),
    ...basic('proxy-authorization', proxyCredentialsOf(config)),
  ]);
}

function basic(name: string, credentials: string | undefined): [string, string][] {
  return credentials === undefined ? [] : [[name, `Basic ${encodeURIComponent(credentials)}`]];
}
