import type { CacheNamespace } from '@sameflight/core';
import type { AskTerms } from './ask.js';
import type { HttpCacheOptions } from './http-cache-options.js';

type Defaulted =
  | 'name'
  | 'coalesce'
  | 'staleWhenDisconnected'
  | 'onDisconnect'
  | 'maxEntryBytes'
  | 'maxVariants'
  | 'flightTimeout'
  | 'pastFlightTimeout'
  | 'whenAbandoned'
  | 'keep';

/** Every option that has a default, with its value. */
export type Settings = HttpCacheOptions & Required<Pick<HttpCacheOptions, Defaulted>>;

const DEFAULTS: Required<Pick<HttpCacheOptions, Defaulted>> = {
  name: 'sameflight',
  coalesce: 'storable',
  staleWhenDisconnected: Number.POSITIVE_INFINITY,
  onDisconnect: 'reject',
  maxEntryBytes: 10 * 1024 * 1024,
  maxVariants: 32,
  flightTimeout: 30_000,
  pastFlightTimeout: 'fail',
  whenAbandoned: 'abort',
  keep: 24 * 60 * 60 * 1000,
};

/**
 * @throws {TypeError} for an option of the wrong type
 * @throws {RangeError} for a number out of range
 */
export function settingsOf(options: HttpCacheOptions): Settings {
  checkCache(options.cache);
  checkTerms(options);
  for (const name of ['staleWhenDisconnected', 'keep'] as const) checkWindow(name, options[name]);
  for (const name of ['maxEntryBytes', 'maxVariants', 'flightTimeout'] as const)
    checkNumber(name, options[name], Number.MIN_VALUE, 'above 0');
  checkChoice('coalesce', options.coalesce, ['storable', 'always', false]);
  checkChoice('whenAbandoned', options.whenAbandoned, ['abort', 'finish']);
  checkChoice('pastFlightTimeout', options.pastFlightTimeout, ['fail', 'wait']);
  checkChoice('onDisconnect', options.onDisconnect, ['reject', '504']);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as HttpCacheOptions) };
}

/**
 * Refuses terms that cannot be meant, of the cache or of one request.
 *
 * @throws {TypeError} for a term of the wrong type
 * @throws {RangeError} for a number out of range
 */
export function checkTerms({ ttl, staleWhileRevalidate, staleIfError, tags }: AskTerms): void {
  if (typeof ttl !== 'function') checkWindow('ttl', ttl);
  checkWindow('staleWhileRevalidate', staleWhileRevalidate);
  checkWindow('staleIfError', staleIfError);
  if (typeof tags !== 'function') checkTags(tags);
}

/** @throws {TypeError} or {RangeError} unless it is left out, or a number of milliseconds */
export function checkWindow(name: string, value: unknown): void {
  checkNumber(name, value, 0, 'at least 0');
}

/** @throws {TypeError} unless they are left out, or an array of strings */
export function checkTags(tags: unknown): void {
  if (tags === undefined) return;
  if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) return;
  throw new TypeError(`\`tags\` must be an array of strings, got ${String(tags)}`);
}

function checkCache(cache: unknown): void {
  if (typeof (cache as Partial<CacheNamespace> | null)?.getOrFetchWithInfo === 'function') return;
  throw new TypeError(
    `\`cache\` must be a CacheManager or a namespace of one, got ${String(cache)}`,
  );
}

function checkNumber(name: string, value: unknown, least: number, allowed: string): void {
  if (value === undefined) return;
  if (typeof value !== 'number') {
    throw new TypeError(`\`${name}\` must be a number ${allowed}, got ${String(value)}`);
  }
  if (!(value >= least)) throw new RangeError(`\`${name}\` must be ${allowed}, got ${value}`);
}

function checkChoice(name: string, value: unknown, choices: readonly unknown[]): void {
  if (value === undefined || choices.includes(value)) return;
  const allowed = choices.map((choice) => JSON.stringify(choice)).join(', ');
  throw new TypeError(`\`${name}\` must be one of ${allowed}, got ${String(value)}`);
}
