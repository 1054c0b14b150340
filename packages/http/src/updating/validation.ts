import {
  type EntityTag,
  formatEntityTag,
  parseEntityTag,
  parseEntityTags,
} from '../fields/entity-tag.js';
import { fieldValue, type HeaderList, hasField, withField } from '../fields/header-list.js';
import { matchesSelecting } from '../identity/selecting.js';
import type { RequestHead } from '../message.js';
import type { StoredResponse } from '../storing/stored-response.js';

/** Whether the origin can be asked if a stored response is still good. RFC 9111 §4.3.1. */
export function hasValidator({ headers }: StoredResponse): boolean {
  return (
    parseEntityTag(fieldValue(headers, 'etag')) !== undefined || hasField(headers, 'last-modified')
  );
}

/**
 * The headers of a request that asks the origin whether what is stored is still good: `If-None-Match` with the entity
 * tags of all `nominated` and those the request brought, and `If-Modified-Since` when the selected one is nominated and
 * the request brought no tags.
 * The same list when nothing nominated has a validator, or the request has conditions that are for the origin.
 * RFC 9111 §4.3.1, §4.3.2.
 *
 * @param nominated the selected stored response, or, when none is, all that this asker may be served
 */
export function conditionalHeaders(
  request: RequestHead,
  nominated: readonly StoredResponse[],
): HeaderList {
  if (isForOrigin(request)) return request.headers;
  const tags = entityTags(nominated);
  const asked = fieldValue(request.headers, 'if-none-match');
  if (asked !== undefined) return withUnion(request.headers, tags, parseEntityTags(asked));

  const modified = lastModified(request, nominated);
  let headers = request.headers;
  if (tags.length > 0) headers = withField(headers, 'if-none-match', listOf(tags));
  if (modified !== undefined) headers = withField(headers, 'if-modified-since', modified);
  return headers;
}

/** What the cache and the asker hold, in one question. Only if the cache has something to add to it. */
function withUnion(
  headers: HeaderList,
  tags: readonly EntityTag[],
  asked: readonly EntityTag[] | '*',
): HeaderList {
  if (tags.length === 0 || asked === '*') return headers;
  return withField(headers, 'if-none-match', listOf([...tags, ...asked]));
}

function entityTags(nominated: readonly StoredResponse[]): EntityTag[] {
  return nominated.flatMap(({ headers }) => parseEntityTag(fieldValue(headers, 'etag')) ?? []);
}

function listOf(tags: readonly EntityTag[]): string {
  return [...new Set(tags.map(formatEntityTag))].join(', ');
}

/** A date says nothing of which variant it belongs to, so it is asked about only for the one that is selected. */
function lastModified(
  request: RequestHead,
  [only, ...others]: readonly StoredResponse[],
): string | undefined {
  if (!only || others.length > 0) return undefined;
  if (!matchesSelecting(only.selecting, request.headers)) return undefined;
  return fieldValue(only.headers, 'last-modified');
}

/** A cache must not answer these in the origin's place, nor add conditions of its own. */
function isForOrigin({ headers }: RequestHead): boolean {
  return ['if-match', 'if-unmodified-since', 'range', 'if-range'].some((name) =>
    hasField(headers, name),
  );
}
