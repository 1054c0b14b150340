import { fieldValue, hasField } from '../fields/header-list.js';
import { requestDirectives } from '../fields/request-directives.js';
import type { ResponseDirectives } from '../fields/response-directives.js';
import {
  isHeuristicallyCacheable,
  isStorableStatus,
  isUnderstoodStatus,
} from '../fields/status.js';
import { trimWhitespace } from '../fields/syntax.js';
import { parseVary } from '../fields/vary.js';
import { resolveTarget, targetOf } from '../identity/target.js';
import { type Exchange, overridesMethod } from '../message.js';
import { initialAge } from './age.js';
import { keptHeaders } from './kept-headers.js';
import { lifetimeOf } from './lifetime.js';
import { type CachePolicy, directivesFor, isShared } from './policy.js';
import { reuseTerms } from './terms.js';

/**
 * Who may have a response besides the one who asked for it, and why.
 *
 * `'share'`: whoever waits for it, and later requests. `'store'`: later requests, once the origin has confirmed it;
 * those who wait must ask for themselves. `'pass'`: nobody, now or later.
 */
export type Shareability =
  | { readonly may: 'share'; readonly reason: 'fresh' | 'stale-while-revalidate' }
  | { readonly may: 'store'; readonly reason: 'no-cache' | 'stale' | 'no-freshness' | 'post' }
  | { readonly may: 'pass'; readonly reason: PassReason };

/** Why a response is for its asker alone. */
export type PassReason =
  | 'method'
  | 'request-body'
  | 'request-no-store'
  | 'method-override'
  | 'redirected'
  | 'status'
  | 'endless'
  | 'malformed-cache-control'
  | 'must-understand'
  | 'no-store'
  | 'private'
  | 'authorization'
  | 'vary'
  | 'set-cookie'
  | 'not-cacheable';

interface Case {
  readonly exchange: Exchange;
  readonly directives: ResponseDirectives;
  readonly policy: CachePolicy;
}

/** Each ground to keep a response from everyone else. The first that holds is the reason given. */
const REFUSALS: readonly (readonly [PassReason, (it: Case) => boolean])[] = [
  // Of the request
  ['method', ({ exchange: { request } }) => request.method !== 'GET' && request.method !== 'POST'],
  ['method', (it) => it.exchange.request.method === 'POST' && !answersLaterGet(it)],
  ['request-body', ({ exchange: { request } }) => request.method === 'GET' && !!request.hasBody],
  ['request-no-store', ({ exchange }) => requestDirectives(exchange.request.headers).noStore],
  ['method-override', ({ exchange }) => overridesMethod(exchange.request)],
  // Of the response: what it is
  ['redirected', ({ exchange }) => exchange.wasRedirected === true],
  ['status', ({ exchange }) => !isStorableStatus(exchange.response.status)],
  ['endless', ({ exchange }) => isEndless(exchange)],
  // Of the response: what it says
  ['malformed-cache-control', ({ directives }) => directives.malformed],
  ['must-understand', (it) => it.directives.mustUnderstand && !isUnderstood(it)],
  ['no-store', (it) => it.directives.noStore && !it.directives.mustUnderstand],
  ['private', ({ directives, policy }) => isShared(policy) && directives.isPrivate],
  ['authorization', (it) => isShared(it.policy) && isBarredByAuthorization(it)],
  ['vary', ({ exchange }) => parseVary(exchange.response.headers) === '*'],
  ['set-cookie', (it) => !it.policy.storeSetCookie && keepsCookie(it)],
  ['not-cacheable', (it) => !isCacheable(it)],
];

/** Decides, for what is stored and for those who wait alike, who may have a response. RFC 9111 §3. */
export function shareable(exchange: Exchange, policy: CachePolicy): Shareability {
  const directives = directivesFor(exchange.response.headers, policy);
  const it: Case = { exchange, directives, policy };
  const refusal = REFUSALS.find(([, holds]) => holds(it));
  return refusal ? { may: 'pass', reason: refusal[0] } : storable(it);
}

function storable({ exchange, directives, policy }: Case): Shareability {
  if (exchange.request.method === 'POST') return { may: 'store', reason: 'post' };
  const terms = reuseTerms(exchange, policy);
  if (terms.validateAlways) return { may: 'store', reason: 'no-cache' };
  const age = initialAge(exchange);
  if (age < terms.lifetime) return { may: 'share', reason: 'fresh' };
  if (age < terms.lifetime + terms.staleWhileRevalidate) {
    return { may: 'share', reason: 'stale-while-revalidate' };
  }
  const { basis } = lifetimeOf(exchange.response, directives, policy, exchange.receivedOn);
  return { may: 'store', reason: basis === 'none' ? 'no-freshness' : 'stale' };
}

/** RFC 9110 §9.3.3: explicit freshness, and `Content-Location` the same as the target, which it speaks of only in a 2xx (§8.7). */
function answersLaterGet({ exchange, directives, policy }: Case): boolean {
  const { request, response, receivedOn } = exchange;
  const location = fieldValue(response.headers, 'content-location');
  if (location === undefined || response.status < 200 || response.status > 299) return false;
  const target = targetOf(new URL(request.url));
  const { basis } = lifetimeOf(response, directives, policy, receivedOn);
  return basis === 'explicit' && resolveTarget(location, request.url) === target;
}

/** Media types whose bodies have no end that a cache could wait for. */
function isEndless({ response }: Exchange): boolean {
  const type = fieldValue(response.headers, 'content-type') ?? '';
  const [essence = ''] = type.split(';', 1);
  const name = trimWhitespace(essence).toLowerCase();
  return name === 'text/event-stream' || name === 'multipart/x-mixed-replace';
}

function isUnderstood({ exchange }: Case): boolean {
  return isUnderstoodStatus(exchange.response.status);
}

/** RFC 9111 §3.5. */
function isBarredByAuthorization({ exchange, directives }: Case): boolean {
  if (!hasField(exchange.request.headers, 'authorization')) return false;
  const { isPublic, mustRevalidate, sharedMaxAge } = directives;
  return !isPublic && !mustRevalidate && sharedMaxAge === undefined;
}

function keepsCookie({ exchange, directives, policy }: Case): boolean {
  const { headers } = exchange.response;
  if (!hasField(headers, 'set-cookie')) return false;
  return hasField(keptHeaders(headers, directives, policy), 'set-cookie');
}

/** RFC 9111 §3, the last condition: something in the response says that it may be stored. */
function isCacheable({ exchange, directives, policy }: Case): boolean {
  if (directives.isPublic || directives.maxAge !== undefined) return true;
  if (isShared(policy) ? directives.sharedMaxAge !== undefined : directives.isPrivate) return true;
  const { status, headers } = exchange.response;
  return isHeuristicallyCacheable(status) || hasField(headers, 'expires');
}
