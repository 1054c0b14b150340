import { formatEntityTag, parseEntityTag, parseEntityTags } from '../fields/entity-tag.js';
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
 * tags of all `nominated` and those the request brought, and `If-Modified-Since` when the selected one is nominated.
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
  const tags = entityTags(request, nominated);
  if (tags === '*') return request.headers;
  const modified = lastModified(request, nominated);

  let headers = request.headers;
  if (tags.length > 0) headers = withField(headers, 'if-none-match', tags.join(', '));
  if (modified !== undefined) headers = withField(headers, 'if-modified-since', modified);
  return headers;
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

function entityTags(request: RequestHead, nominated: readonly StoredResponse[]): string[] | '*' {
  const asked = parseEntityTags(fieldValue(request.headers, 'if-none-match') ?? '');
  if (asked === '*') return '*';
  const stored = nominated.map(({ headers }) => parseEntityTag(fieldValue(headers, 'etag')));
  const all = [...stored, ...asked].flatMap((tag) => (tag ? [formatEntityTag(tag)] : []));
  return [...new Set(all)];
}
