import { type ResponseDirectives, responseDirectives } from '@sameflight/http';
import type { HandlerCall } from './handler-call.js';
import { keyText } from './key-text.js';
import { scopeOf } from './partition.js';
import { PassThrough } from './pass-through.js';
import type { HeaderValue } from './platform.js';
import { questionOf, selectingText } from './question.js';
import type { Route } from './route.js';
import { askForString, askForStrings } from './user-function.js';

/** What one call is coalesced by. */
export interface Plan {
  readonly key: string;
  readonly tags: readonly string[];
  /** Whoever asks may have the answer, so it must not be private. */
  readonly isForAll: boolean;
}

/** Works out who asks for what, or why the call is passed through. */
export function planOf(call: HandlerCall, route: Route): Plan | PassThrough {
  const refusal = route.refusal(call.kind);
  if (refusal !== undefined) return new PassThrough(refusal);
  const cacheControl = call.kind === 'http' ? call.response?.getHeader('cache-control') : undefined;
  if (isNoStore(cacheControl)) return new PassThrough('no-store');
  if (mayChangeThings(call, route)) return new PassThrough('method');
  const { options } = route.facts;
  const question = options.key === undefined ? questionOf(call, route) : askedBy(call, route);
  if (question instanceof PassThrough) return question;
  const scope = scopeOf(call, options.partition);
  if (scope instanceof PassThrough) return scope;
  const isForAll = scope === 'public' || scope === 'anonymous';
  if (isForAll && isPrivate(cacheControl)) return new PassThrough('private');
  const tags = tagsOf(call, route);
  if (tags instanceof PassThrough) return tags;
  const key = route.keyPrefix + keyText([scope, ...question]);
  const allTags = options.key === undefined ? tags : [...tags, String(question[0])];
  return { key, tags: allTags, isForAll };
}

export function isNoStore(cacheControl: HeaderValue | undefined): boolean {
  return cacheControl !== undefined && directivesIn(cacheControl).noStore;
}

export function isPrivate(cacheControl: HeaderValue | undefined): boolean {
  if (cacheControl === undefined) return false;
  const { isPrivate: isAll, privateFields } = directivesIn(cacheControl);
  return isAll || privateFields.length > 0;
}

function directivesIn(cacheControl: HeaderValue): ResponseDirectives {
  return responseDirectives([['cache-control', String(cacheControl)]]);
}

function mayChangeThings({ kind, request }: HandlerCall, { facts }: Route): boolean {
  if (kind !== 'http' || facts.hasOwnKey) return false;
  return request?.method !== 'GET' && request?.method !== 'HEAD';
}

/** What the handler's own key says, and the headers that the options name beside it. */
function askedBy(call: HandlerCall, route: Route): readonly string[] | PassThrough {
  try {
    const key = askForString('key', () => route.facts.options.key?.(call));
    const { named } = route.selecting;
    return named.length === 0 ? [key] : [key, selectingText(call.headers, named)];
  } catch (error) {
    return new PassThrough('key-failed', error);
  }
}

function tagsOf(call: HandlerCall, { facts }: Route): readonly string[] | PassThrough {
  const { tags = [] } = facts.options;
  if (typeof tags !== 'function') return tags;
  try {
    return askForStrings('tags', () => tags(call));
  } catch (error) {
    return new PassThrough('tags-failed', error);
  }
}
