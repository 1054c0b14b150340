import { CacheManager, type CacheNamespace } from '@sameflight/core';
import { HttpCache, weightOf } from '@sameflight/http/exchange';
import type { AxiosAdapter, AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { adapterOf } from './adapter-of.js';
import { cacheOptionsOf } from './cache-options.js';
import type { CoalesceOptions } from './coalesce-options.js';
import { failureFor } from './failure.js';
import { outgoing } from './outgoing.js';
import { Patience } from './patience.js';
import { responseOf } from './response-of.js';
import { seesRedirects } from './sees-redirects.js';
import { settle } from './settle.js';

const DEFAULT_BYTES = 100 * 1024 * 1024;
const COALESCED: unique symbol = Symbol.for('sameflight.axios') as never;

/**
 * Makes an axios instance send one request upstream, however many callers ask for the same at once, and store responses by
 * the rules of HTTP (RFC 9111). The instance is changed and returned: what it was before, it still is, but for its adapter.
 *
 * @throws {TypeError} for what is no axios instance, for one that is coalesced already, and for an option of the wrong type
 * @throws {RangeError} for a number out of range
 */
export function coalesce<Instance extends AxiosInstance>(
  instance: Instance,
  options: CoalesceOptions = {},
): Instance {
  assertInstance(instance);
  const http = new HttpCache<AxiosResponse>(cacheOptionsOf(options, cacheOf(options)));
  const inner = instance.defaults.adapter;
  const adapter: AxiosAdapter = (config) => answer(http, inner, config, options);
  instance.defaults.adapter = Object.defineProperty(adapter, COALESCED, { value: true });
  return instance;
}

async function answer(
  http: HttpCache<AxiosResponse>,
  inner: AxiosInstance['defaults']['adapter'],
  config: InternalAxiosRequestConfig,
  options: CoalesceOptions,
): Promise<AxiosResponse> {
  const send = adapterOf(inner, config);
  const patience = new Patience(config);
  const isElsewhereKnown = seesRedirects(inner, send);
  const ask = outgoing(send, config, patience.signal, isElsewhereKnown, options);
  if (ask === undefined) return send(config);
  try {
    patience.start();
    return settle(await responseOf(await http.ask(ask), config));
  } catch (error) {
    throw failureFor(error, config, patience);
  } finally {
    patience.end();
  }
}

function assertInstance(instance: unknown): asserts instance is AxiosInstance {
  const { defaults, getUri, request } = (instance ?? {}) as Partial<AxiosInstance>;
  if (typeof getUri !== 'function' || typeof request !== 'function' || defaults === undefined) {
    throw new TypeError(`\`instance\` must be an axios instance, got ${String(instance)}`);
  }
  if (typeof defaults.adapter === 'function' && COALESCED in defaults.adapter) {
    throw new TypeError('`instance` is coalesced already; once is enough');
  }
}

function cacheOf({ cache, maxBytes }: CoalesceOptions): CacheNamespace {
  if (cache === undefined) {
    return new CacheManager({
      name: 'axios',
      maxEntries: Number.POSITIVE_INFINITY,
      maxWeight: maxBytes ?? DEFAULT_BYTES,
      weigh: weightOf,
    });
  }
  if (typeof (cache as Partial<CacheNamespace> | null)?.getOrFetch !== 'function') {
    throw new TypeError(
      `\`cache\` must be a CacheManager or a namespace of one, got ${String(cache)}`,
    );
  }
  if (maxBytes === undefined) return cache;
  throw new TypeError(
    '`maxBytes` bounds the cache that coalesce makes; bound `cache` by its own `maxWeight`',
  );
}
