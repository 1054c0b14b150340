import { keyOf } from '@sameflight/core';
import { type Identity, isStranger } from '../identity/identity.js';
import type { Ask } from './ask.js';
import type { HttpCacheOptions } from './http-cache-options.js';

/** Where it is known what is stored of a URL for those who have this scope. */
export function shelfKeyOf<Native>(
  ask: Ask<Native>,
  options: HttpCacheOptions,
  { target }: Identity,
  scope: string,
): string {
  return keyOf('http', 'shelf', ...spaceOf(ask, options), scope, target);
}

/** By target, for plain requests without credentials: the same URLs are asked for again and again. */
const known = new WeakMap<HttpCacheOptions, Map<string, readonly string[]>>();
const MOST_KNOWN = 500;
const LONGEST_KNOWN = 1_000;

/** Where it is known what is stored of a URL, for each scope that this asker may be served from. */
export function shelfKeysOf<Native>(
  ask: Ask<Native>,
  options: HttpCacheOptions,
  identity: Identity,
): readonly string[] {
  const { target, scopes } = identity;
  const isPlain = !ask.traits && isStranger(identity) && target.length <= LONGEST_KNOWN;
  const found = isPlain ? known.get(options)?.get(target) : undefined;
  if (found !== undefined) return found;
  const keys = scopes.map((scope) => shelfKeyOf(ask, options, identity, scope));
  if (isPlain) remember(options, target, keys);
  return keys;
}

function remember(options: HttpCacheOptions, target: string, keys: readonly string[]): void {
  const byTarget = known.get(options) ?? new Map<string, readonly string[]>();
  if (byTarget.size === MOST_KNOWN) byTarget.clear();
  known.set(options, byTarget.set(target, keys));
}

/** What stands before the keys of a cache. Caches that store by other rules share no entry. */
export function spaceOf<Native>(
  { traits = '' }: Ask<Native>,
  { host, shared, storeSetCookie }: HttpCacheOptions,
): readonly string[] {
  return [`${host}${shared ? ' shared' : ''}${storeSetCookie ? ' cookies' : ''}`, traits];
}
