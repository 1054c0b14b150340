import { CacheManager } from '@sameflight/core';
import { FakeClock } from '@sameflight/core/testing';
import { type CachedFetch, createFetch, type FetchOptions } from '../../src/index.js';

/** A fetch whose cache lives by a clock that is moved by hand. */
export function cached(options: FetchOptions = {}): {
  fetch: CachedFetch;
  clock: FakeClock;
  cache: CacheManager;
} {
  const clock = new FakeClock();
  const cache = new CacheManager({ clock });
  return { fetch: createFetch({ cache, ...options }), clock, cache };
}

/** Reads a response to its end, and waits until it is stored. */
export async function read(response: Promise<Response>): Promise<string> {
  const text = await (await response).text();
  await turn();
  return text;
}

export function texts(responses: readonly Response[]): Promise<string[]> {
  return Promise.all(responses.map((response) => response.text()));
}

/** So many at once. */
export function times<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

export function cacheStatus(response: Response): string {
  return response.headers.get('cache-status') ?? '';
}

/** Runs what is due, network included, until nothing more happens at once. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
