import type { CacheMode } from '@sameflight/http/exchange';
import type { InternalAxiosRequestConfig } from 'axios';

/** How a request wants caches to be used: as it says to fetch, whatever its adapter. */
export function cacheModeOf({ fetchOptions }: InternalAxiosRequestConfig): CacheMode {
  return fetchOptions?.cache ?? 'default';
}

/**
 * The options with which a fetch sends the cache's own conditions. It takes them for those of a cache of its caller's, and tells every
 * cache on the way to go to the origin. undici has no cache of its own that this mode could mean.
 */
export function conditionalOptions(config: InternalAxiosRequestConfig): object | undefined {
  const { fetchOptions } = config;
  const isPlain = cacheModeOf(config) === 'default' && isUndici();
  return isPlain ? { ...fetchOptions, cache: 'force-cache' } : fetchOptions;
}

function isUndici(): boolean {
  const { process } = globalThis as { process?: { versions?: Record<string, string> } };
  return process?.versions?.undici !== undefined;
}
