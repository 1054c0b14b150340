import type { CacheManager, FetchOptions } from '@sameflight/core';
import type { CoalesceOptions, SharingOptions } from './options.js';
import { areStrings } from './user-function.js';

type Check = (value: unknown) => boolean;

const isFunction: Check = (value) => typeof value === 'function';
const isFlag: Check = (value) => typeof value === 'boolean';
const areNames: Check = (value) => areStrings(value) && !value.includes('');

const checks: Readonly<Record<string, readonly [Check, allowed: string]>> = {
  partition: [(value) => value === 'public' || isFunction(value), "'public' or a function"],
  vary: [areNames, 'an array of header names'],
  query: [areNames, 'an array of parameter names'],
  replayHeaders: [areNames, 'an array of header names'],
  copy: [isFunction, 'a function'],
  etag: [isFlag, 'true or false'],
  cacheStatus: [isFlag, 'true or false'],
  key: [isFunction, 'a function that returns a string'],
  cache: [(value) => typeof value === 'string', 'the name of a cache'],
};

/** Refuses options of the adapter's own that cannot be meant. */
export function checkSharingOptions(options: SharingOptions | CoalesceOptions): void {
  for (const [name, [isAllowed, allowed]] of Object.entries(checks)) {
    const value: unknown = Reflect.get(options, name);
    if (value !== undefined && !isAllowed(value))
      throw new TypeError(`\`${name}\` must be ${allowed}, got ${shown(value)}`);
  }
}

/** Refuses what are neither names nor a function that gives them. */
export function checkNames(option: string, value: unknown): void {
  if (value !== undefined && !areStrings(value) && !isFunction(value))
    throw new TypeError(
      `\`${option}\` must be an array of strings or a function, got ${shown(value)}`,
    );
}

/** Refuses options of the cache that cannot be meant. */
export function checkFetchOptions(cache: CacheManager, options: FetchOptions): void {
  cache.wrap(() => undefined, { ...options, key: () => '' });
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
