import { matchesWeakly, parseEntityTag } from '../fields/entity-tag.js';
import { fieldValue } from '../fields/header-list.js';
import { requestDirectives } from '../fields/request-directives.js';
import type { Identity } from '../identity/identity.js';
import { matchesSelecting } from '../identity/selecting.js';
import type { Exchange } from '../message.js';
import type { CachePolicy } from '../storing/policy.js';
import type { StoredResponse } from '../storing/stored-response.js';
import { outdated, update } from './update.js';

/**
 * The stored responses after a 200 to HEAD: those it could have been the head of get its headers, or, where their
 * validators or length differ, are out of date. RFC 9111 §4.3.5.
 *
 * @param variants all that is stored for the target, as far as this asker may be served
 */
export function freshenByHead<Stored extends StoredResponse>(
  variants: readonly Stored[],
  exchange: Exchange,
  identity: Identity,
  policy: CachePolicy,
): readonly Stored[] {
  const leavesNothing =
    exchange.wasRedirected || requestDirectives(exchange.request.headers).noStore;
  if (exchange.response.status !== 200 || leavesNothing) return variants;
  return variants.flatMap((stored) => {
    if (!matchesSelecting(stored.selecting, exchange.request.headers)) return [stored];
    if (!isSameBody(stored, exchange)) return [outdated(stored)];
    const { updated, mayStay, supersedes } = update(stored, exchange, identity, policy);
    return [...(mayStay ? [updated] : []), ...(supersedes ? [] : [stored])];
  });
}

/** Whether all that the HEAD says of the body is true of the stored one. */
function isSameBody(stored: StoredResponse, { response }: Exchange): boolean {
  const tag = fieldValue(response.headers, 'etag');
  if (tag !== undefined && !isSameTag(tag, fieldValue(stored.headers, 'etag'))) return false;
  return ['last-modified', 'content-length'].every((name) => {
    const received = fieldValue(response.headers, name);
    return received === undefined || received === fieldValue(stored.headers, name);
  });
}

function isSameTag(received: string, held: string | undefined): boolean {
  const [one, other] = [parseEntityTag(received), parseEntityTag(held)];
  return one !== undefined && other !== undefined && matchesWeakly(one, other);
}
