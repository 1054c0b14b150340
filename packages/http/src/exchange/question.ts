import { keyOf } from '@sameflight/core';
import { requestDirectives } from '../fields/request-directives.js';
import { hasUsualLifetime } from '../fields/status.js';
import { flightParts, joinability, withoutWishes } from '../identity/flight.js';
import { type Identity, identify } from '../identity/identity.js';
import type { RequestHead, ResponseHead } from '../message.js';
import type { CachePolicy } from '../storing/policy.js';
import type { Ask, AskTerms, CacheMode } from './ask.js';
import type { HttpCacheOptions } from './http-cache-options.js';
import { checkTags, checkTerms, checkWindow } from './settings.js';
import type { Shelf } from './shelf.js';
import { shelfKeysOf, spaceOf } from './shelf-keys.js';

/** One request, and all that is worked out from it alone. */
export interface Question<Native> {
  readonly ask: Ask<Native>;
  readonly mode: CacheMode;
  readonly identity: Identity;
  readonly terms: AskTerms;
  /** Where it is known what is stored of its URL, for each scope that this asker may be served from. */
  readonly shelfKeys: readonly string[];
  /** Whether it asks for what anyone would be given, without wishes of its own. */
  readonly isPlain: boolean;
  /** Whether it may wait for the answer to an equal one. */
  readonly mayJoin: boolean;
}

export function questionOf<Native>(ask: Ask<Native>, options: HttpCacheOptions): Question<Native> {
  const identity = identify(ask, options.partition);
  const mode = ask.mode ?? 'default';
  if (ask.terms) checkTerms(ask.terms);
  const isOrdinary = mode === 'default' || mode === 'force-cache';
  const isPlain = isOrdinary && joinability(ask) === 'may-join';
  return {
    ask,
    mode,
    identity,
    terms: ask.terms ? { ...options, ...ask.terms } : options,
    shelfKeys: shelfKeysOf(ask, options, identity),
    isPlain,
    mayJoin: isPlain && options.coalesce !== false,
  };
}

/** What a refresh asks for, whoever set it off: the whole of what is stored, on no condition but the cache's own. */
export function refreshQuestionOf<Native>(
  question: Question<Native>,
  { coalesce }: HttpCacheOptions,
): Question<Native> {
  const ask: Ask<Native> = {
    ...question.ask,
    method: 'GET',
    headers: withoutWishes(question.ask.headers),
    mode: 'default',
  };
  return { ...question, ask, mode: 'default', isPlain: true, mayJoin: coalesce !== false };
}

/** Whether what is stored is to answer it, or nothing: it never goes upstream. RFC 9111 §5.2.1.7. */
export function isOnlyIfCached<Native>({ ask, mode }: Question<Native>): boolean {
  return mode === 'only-if-cached' || requestDirectives(ask.headers).onlyIfCached;
}

/** Carried by everything that is stored for a URL. Hosts that store things of their own still invalidate for each other. */
export function urlTagOf(target: string): string {
  return keyOf('http', target);
}

/**
 * The key under which a request flies: where an answer of its own is stored already, there; else made of what a later
 * request must have in common with it.
 *
 * @param alone makes it a key that no other request has
 */
export function flightKeyOf<Native>(
  { ask, identity }: Question<Native>,
  options: HttpCacheOptions,
  shelf: Shelf,
  alone?: string,
): string {
  const vary = shelf.refs[0]?.selecting.map(([name]) => name);
  const parts = flightParts(ask, identity, vary);
  const suffix = alone === undefined ? [] : [alone];
  return keyOf('http', ...spaceOf(ask, options), ...parts, ...suffix);
}

let lastAlone = 0;
let instance: string | undefined;

/** A key that no other request has: nobody joins. */
export function loneKeyOf<Native>(
  question: Question<Native>,
  options: HttpCacheOptions,
  shelf: Shelf,
): string {
  // Not sooner: workers have no random numbers before their first request.
  instance ??= Math.random().toString(36).slice(2);
  lastAlone++;
  return flightKeyOf(question, options, shelf, `${instance}${lastAlone}`);
}

/** What the owner of the cache, and this request, decide about a response. */
export function policyOf<Native>(
  { ask, terms }: Question<Native>,
  { shared, storeSetCookie }: HttpCacheOptions,
  response: ResponseHead,
): CachePolicy {
  const { staleWhileRevalidate, staleIfError } = terms;
  const ttl = ttlOf(ask, terms, response);
  checkWindow('ttl', ttl);
  return {
    mode: shared ? 'shared' : 'private',
    storeSetCookie: storeSetCookie === true,
    ...(ttl === undefined ? {} : { ttl }),
    ...(staleWhileRevalidate === undefined ? {} : { staleWhileRevalidate }),
    ...(staleIfError === undefined ? {} : { staleIfError }),
  };
}

/** A number is meant for what succeeds; a function sees for itself. */
function ttlOf(
  request: RequestHead,
  { ttl }: AskTerms,
  response: ResponseHead,
): number | undefined {
  if (typeof ttl === 'function') return ttl(request, response);
  return hasUsualLifetime(response.status) ? ttl : undefined;
}

/** The tags of a response: that of its URL, and the owner's. */
export function tagsOf<Native>(
  { ask, terms, identity }: Question<Native>,
  response: ResponseHead,
): readonly string[] {
  const { tags = [] } = terms;
  const urlTag = urlTagOf(identity.target);
  if (typeof tags !== 'function') return [urlTag, ...tags];
  const found = tags(ask, response);
  checkTags(found);
  return [urlTag, ...found];
}

/** The tags that are known before there is a response. */
export function knownTagsOf<Native>({ terms, identity }: Question<Native>): readonly string[] {
  const { tags = [] } = terms;
  const urlTag = urlTagOf(identity.target);
  return typeof tags === 'function' ? [urlTag] : [urlTag, ...tags];
}
