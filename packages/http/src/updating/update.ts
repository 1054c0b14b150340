import { type HeaderList, hasField, withFields, withoutFields } from '../fields/header-list.js';
import { parseVary } from '../fields/vary.js';
import { ANYONE, type Identity, scopeOf } from '../identity/identity.js';
import { knownSelecting, matchesSelecting, selectingFields } from '../identity/selecting.js';
import type { Exchange } from '../message.js';
import { initialAge } from '../storing/age.js';
import { keptHeaders } from '../storing/kept-headers.js';
import { dateOf } from '../storing/lifetime.js';
import { type CachePolicy, directivesFor } from '../storing/policy.js';
import { shareable } from '../storing/shareable.js';
import type { StoredResponse } from '../storing/stored-response.js';
import { reuseTerms } from '../storing/terms.js';

/** They describe the stored body, which an update does not bring anew. RFC 9111 §3.2. */
const OF_THE_STORED_BODY = ['content-length', 'content-encoding', 'content-range'];

const AGE: ReadonlySet<string> = new Set(['age']);

export interface Update<Stored> {
  readonly updated: Stored;
  /** Whether it may stay stored, or the update says `no-store` or the like: then it serves this once. */
  readonly mayStay: boolean;
  /** Whether the old one goes. What served anyone stays, if it was now confirmed to one asker only. */
  readonly supersedes: boolean;
}

/**
 * A stored response with the headers of a later response about the same body (a 304, a HEAD), which replace its own.
 * Its age and its terms start anew. RFC 9111 §3.2.
 */
export function update<Stored extends StoredResponse>(
  stored: Stored,
  exchange: Exchange,
  identity: Identity,
  policy: CachePolicy,
): Update<Stored> {
  const headers = mergedHeaders(stored, exchange.response.headers, policy);
  const merged = asIfNew(exchange, stored.status, headers);
  const directives = directivesFor(headers, policy);
  const updated = {
    ...stored,
    scope: scopeOf(identity, directives),
    selecting: selectingAfter(stored, exchange, headers),
    headers,
    date: dateOf(merged.response.headers, exchange.receivedOn),
    initialAge: initialAge(merged),
    receivedAt: exchange.receivedAt,
    terms: reuseTerms(merged, policy),
  };
  const mayStay = shareable(merged, policy).may !== 'pass';
  const narrowed = stored.scope === ANYONE && updated.scope !== ANYONE;
  return { updated, mayStay, supersedes: !mayStay || !narrowed || directives.isPrivate };
}

/** A stored response that is known to be out of date: nobody gets it before the origin has confirmed it. */
export function outdated<Stored extends StoredResponse>(stored: Stored): Stored {
  return { ...stored, terms: { ...stored.terms, lifetime: 0, validateStale: true } };
}

function mergedHeaders(
  stored: StoredResponse,
  received: HeaderList,
  policy: CachePolicy,
): HeaderList {
  const kept = keptHeaders(received, directivesFor(received, policy), policy);
  const excepted = policy.storeSetCookie
    ? OF_THE_STORED_BODY
    : [...OF_THE_STORED_BODY, 'set-cookie'];
  const news = withoutFields(kept, new Set(excepted));
  // An age that the origin does not repeat is over.
  const merged = withFields(withoutFields(stored.headers, AGE), news);
  return keptHeaders(merged, directivesFor(merged, policy), policy);
}

/** The exchange as if the whole response had just come. A `Date` that was not sent again tells nothing of its age. */
function asIfNew(exchange: Exchange, status: number, headers: HeaderList): Exchange {
  const isDated = hasField(exchange.response.headers, 'date');
  return {
    ...exchange,
    request: { ...exchange.request, method: 'GET' },
    response: { status, headers: isDated ? headers : withoutFields(headers, new Set(['date'])) },
  };
}

/** By what it varies on now: as this request says where it selects it, else as far as is known. */
function selectingAfter(
  { selecting }: StoredResponse,
  { request }: Exchange,
  headers: HeaderList,
): StoredResponse['selecting'] {
  const vary = parseVary(headers);
  if (vary === '*') return selecting;
  return matchesSelecting(selecting, request.headers)
    ? selectingFields(request.headers, vary)
    : knownSelecting(selecting, vary);
}
