import {
  matchesStrongly,
  matchesWeakly,
  parseEntityTag,
  parseEntityTags,
} from '../fields/entity-tag.js';
import { fieldValue, hasField } from '../fields/header-list.js';
import { requestDirectives } from '../fields/request-directives.js';
import { parseVary } from '../fields/vary.js';
import type { Identity } from '../identity/identity.js';
import { matchesSelecting, selectingFields } from '../identity/selecting.js';
import type { Exchange, RequestHead } from '../message.js';
import { mostRecent } from '../reusing/select.js';
import type { CachePolicy } from '../storing/policy.js';
import type { StoredResponse } from '../storing/stored-response.js';
import { isSameVariant } from '../storing/variants.js';
import { type Update, update } from './update.js';
import { conditionalHeaders } from './validation.js';

/**
 * What a 304 means.
 *
 * `'updated'`: `answer` is confirmed and serves the request; `variants` are the stored responses from now on.
 * `'for-the-asker'`: it confirms what the asker holds: hand it over.
 * `'unmatched'`: it confirms nothing that is held here: ask again, with the request as the asker made it.
 */
export type Freshening<Stored> =
  | { readonly outcome: 'updated'; readonly answer: Stored; readonly variants: readonly Stored[] }
  | { readonly outcome: 'for-the-asker' }
  | { readonly outcome: 'unmatched' };

/**
 * Brings a 304 to the stored responses that it confirms. RFC 9111 §4.3.4.
 *
 * @param variants all that is stored for the target, as far as this asker may be served
 * @param nominated those that {@link conditionalHeaders} was given
 * @param exchange the request as the asker made it, and the 304
 */
export function freshen<Stored extends StoredResponse>(
  variants: readonly Stored[],
  nominated: readonly Stored[],
  exchange: Exchange,
  identity: Identity,
  policy: CachePolicy,
): Freshening<Stored> {
  const { request } = exchange;
  const wasAsked = conditionalHeaders(request, nominated) !== request.headers;
  const confirmed = wasAsked && !exchange.wasRedirected ? confirmedBy(exchange, nominated) : [];
  const best =
    mostRecent(confirmed.filter((it) => isSelected(it, request))) ?? mostRecent(confirmed);
  if (!best) return { outcome: isForAsker(exchange, wasAsked) ? 'for-the-asker' : 'unmatched' };

  const { updated, mayStay } = update(best, exchange, identity, policy);
  const answer = selectedFor(updated, request);
  // Such a request leaves nothing behind, and what is stored as it was. RFC 9111 §5.2.1.5.
  if (requestDirectives(request.headers).noStore) return { outcome: 'updated', answer, variants };

  let next = variants;
  for (const old of confirmed) next = replace(next, old, update(old, exchange, identity, policy));
  if (mayStay && answer !== updated) next = [answer, ...next];
  return { outcome: 'updated', answer, variants: next };
}

/** The first rule of RFC 9111 §4.3.4 that applies. */
function confirmedBy<Stored extends StoredResponse>(
  { request, response }: Exchange,
  nominated: readonly Stored[],
): readonly Stored[] {
  const tag = parseEntityTag(fieldValue(response.headers, 'etag'));
  if (tag) {
    const matches = tag.weak ? matchesWeakly : matchesStrongly;
    const confirmed = nominated.filter(({ headers }) => {
      const held = parseEntityTag(fieldValue(headers, 'etag'));
      return held !== undefined && matches(held, tag);
    });
    return tag.weak ? justMostRecent(confirmed) : confirmed;
  }
  // Without an entity tag it can only mean the one thing that was asked about.
  const [only, ...others] = nominated;
  if (!only || others.length > 0 || !isSelected(only, request)) return [];
  const modified = fieldValue(response.headers, 'last-modified');
  const isOther = modified !== undefined && modified !== fieldValue(only.headers, 'last-modified');
  const isAmbiguous = modified === undefined && hasField(request.headers, 'if-none-match');
  return isOther || isAmbiguous ? [] : [only];
}

function justMostRecent<Stored extends StoredResponse>(variants: readonly Stored[]): Stored[] {
  const best = mostRecent(variants);
  return best ? [best] : [];
}

function isForAsker({ request, response }: Exchange, wasAsked: boolean): boolean {
  const list = fieldValue(request.headers, 'if-none-match');
  if (!wasAsked) return list !== undefined || hasField(request.headers, 'if-modified-since');
  const tag = parseEntityTag(fieldValue(response.headers, 'etag'));
  const listed = parseEntityTags(list ?? '');
  return tag !== undefined && listed !== '*' && listed.some((it) => matchesWeakly(it, tag));
}

/** In place of what it supersedes, and of what stood where it now belongs. */
function replace<Stored extends StoredResponse>(
  variants: readonly Stored[],
  old: Stored,
  { updated, mayStay, supersedes }: Update<Stored>,
): readonly Stored[] {
  const others = variants.filter(
    (it) => !(supersedes && isSameVariant(it, old)) && !isSameVariant(it, updated),
  );
  return mayStay ? [updated, ...others] : others;
}

function isSelected({ selecting }: StoredResponse, { headers }: RequestHead): boolean {
  return matchesSelecting(selecting, headers);
}

/** A 304 may name a response that was stored for another request: from now on it is also the answer to this one. */
function selectedFor<Stored extends StoredResponse>(stored: Stored, request: RequestHead): Stored {
  const vary = parseVary(stored.headers);
  if (vary === '*' || isSelected(stored, request)) return stored;
  return { ...stored, selecting: selectingFields(request.headers, vary) };
}
