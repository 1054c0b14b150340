import { coalesce } from '@sameflight/axios';
import { createFetch } from '@sameflight/fetch';
import axios, { type AxiosInstance } from 'axios';
import { setupCache } from 'axios-cache-interceptor';
import got from 'got';
import { Agent, type Dispatcher, interceptors, fetch as undiciFetch } from 'undici';
import { CacheManager } from '../sameflight.js';
import { makeFetch } from './make-fetch-happen.js';

/** A client that sends whatever a check wants. */
export interface Sender {
  readonly name: string;
  /** Makes a client with a cache of its own. */
  open(): Send;
}

export type Send = (url: string, request?: Sent) => Promise<Received>;

export interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export interface Received {
  readonly status: number;
  /** The body as JSON: for clients that parse it themselves, what they hand out. */
  readonly data: unknown;
  readonly cookie: string | undefined;
}

/** In the order of the report. */
export const senders: readonly Sender[] = [
  {
    name: 'sameflight fetch',
    open: () => byFetch(createFetch({ cache: new CacheManager({ maxEntries: 10_000 }) })),
  },
  {
    name: 'sameflight axios',
    open: () =>
      byAxios(coalesce(axios.create(), { cache: new CacheManager({ maxEntries: 10_000 }) })),
  },
  { name: 'undici cache', open: () => byUndici(interceptors.cache()) },
  {
    name: 'undici deduplicate + cache',
    open: () => byUndici(interceptors.deduplicate(), interceptors.cache()),
  },
  { name: 'got + Map', open: byGot },
  { name: 'make-fetch-happen', open: () => byFetch(makeFetch() as unknown as typeof fetch) },
  {
    name: 'axios-cache-interceptor',
    open: () => byAxios(setupCache(axios.create())),
  },
];

function byFetch(send: (url: string, init?: RequestInit) => Promise<Response>): Send {
  return async (url, request = {}) => {
    const response = await send(url, request);
    const cookie = response.headers.get('set-cookie') ?? undefined;
    return { status: response.status, data: await response.json(), cookie };
  };
}

function byUndici(...composed: Dispatcher.DispatcherComposeInterceptor[]): Send {
  const dispatcher = new Agent().compose(composed);
  return byFetch(
    (url, init) =>
      undiciFetch(url, { ...init, dispatcher } as object) as unknown as Promise<Response>,
  );
}

function byAxios(instance: AxiosInstance): Send {
  return async (url, request = {}) => {
    const { status, data, headers } = await instance.request({ url, ...request });
    const cookie: unknown = headers['set-cookie'];
    return { status, data, cookie: cookie === undefined ? undefined : String(cookie) };
  };
}

function byGot(): Send {
  const client = got.extend({ cache: new Map(), retry: { limit: 0 }, throwHttpErrors: false });
  return async (url, { method = 'GET', headers = {}, signal } = {}) => {
    const options = { method: method as 'GET', headers, responseType: 'json' as const };
    const response = await client(url, signal === undefined ? options : { ...options, signal });
    const cookie = response.headers['set-cookie']?.join();
    return { status: response.statusCode, data: response.body, cookie };
  };
}
