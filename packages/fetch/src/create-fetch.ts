import { CacheManager } from '@sameflight/core';
import { HttpCache, weightOf } from '@sameflight/http/exchange';
import { cacheOptionsOf } from './cache-options.js';
import type { FetchInit, FetchOptions } from './fetch-options.js';
import { outgoing } from './outgoing.js';
import { responseOf } from './response-of.js';

/** A `fetch` that coalesces and caches. Its responses are real `Response`s. */
export type CachedFetch = (
  input: Parameters<typeof globalThis.fetch>[0],
  init?: FetchInit,
) => Promise<Response>;

const DEFAULT_BYTES = 100 * 1024 * 1024;

/**
 * Makes a `fetch` that sends one request upstream, however many callers ask for the same at once, and stores responses by the
 * rules of HTTP (RFC 9111).
 *
 * Callers who read `response.body` and wait for the same chunk are handed one object, as values are shared by identity elsewhere: do
 * not write into it, and copy it before you transfer its buffer. The store has a copy of its own, and so has everyone who comes
 * later. `text()`, `json()`, `arrayBuffer()` and the like give each caller what is his alone, whatever the others do.
 *
 * @throws {TypeError} for an option of the wrong type
 * @throws {RangeError} for a number out of range
 */
export function createFetch(options: FetchOptions = {}): CachedFetch {
  const { fetch = globalThis.fetch } = options;
  if (typeof fetch !== 'function') {
    throw new TypeError(`\`fetch\` must be a function, got ${String(fetch)}`);
  }
  const http = new HttpCache<Response>(cacheOptionsOf(options, cacheOf(options)));
  return async (input, init) => {
    const ask = outgoing(fetch, input, init);
    return responseOf(await http.ask(ask), ask.url);
  };
}

function cacheOf({ cache, maxBytes }: FetchOptions): NonNullable<FetchOptions['cache']> {
  if (cache === undefined) {
    return new CacheManager({
      name: 'fetch',
      maxEntries: Number.POSITIVE_INFINITY,
      maxWeight: maxBytes ?? DEFAULT_BYTES,
      weigh: weightOf,
    });
  }
  if (maxBytes === undefined) return cache;
  throw new TypeError(
    '`maxBytes` bounds the cache that createFetch makes; bound `cache` by its own `maxWeight`',
  );
}
