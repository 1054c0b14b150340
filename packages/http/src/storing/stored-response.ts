import type { HeaderList } from '../fields/header-list.js';
import { parseVary } from '../fields/vary.js';
import { type Identity, scopeOf } from '../identity/identity.js';
import { type SelectingField, selectingFields } from '../identity/selecting.js';
import type { Exchange } from '../message.js';
import { initialAge } from './age.js';
import { keptHeaders } from './kept-headers.js';
import { dateOf } from './lifetime.js';
import { type CachePolicy, directivesFor } from './policy.js';
import { type ReuseTerms, reuseTerms } from './terms.js';

/**
 * The head of a stored response and what is known of it: plain data that any store can write.
 * Adapters add the body and whatever else they need to rebuild it; the functions here leave such additions alone.
 */
export interface StoredResponse {
  readonly target: string;
  /** Whom it may serve: requests whose identity has this scope. */
  readonly scope: string;
  /** What its request said in the fields that it varies on. */
  readonly selecting: readonly SelectingField[];
  readonly status: number;
  readonly headers: HeaderList;
  /** When the origin made it, in ms since 1970: the most recent of several is the one to use. */
  readonly date: number;
  /** How old it was on arrival, in ms. */
  readonly initialAge: number;
  /**
   * When it arrived, in ms, on the clock that `now` is read from. Another process has another clock: write the age
   * there ({@link currentAge}), and set this anew when it is read.
   */
  readonly receivedAt: number;
  readonly terms: ReuseTerms;
}

/** What of a stored response tells which requests it may serve. */
export type Selectable = Pick<StoredResponse, 'target' | 'scope' | 'selecting' | 'date'>;

/** What to keep of a response that may be stored. */
export function storedResponse(
  exchange: Exchange,
  identity: Identity,
  policy: CachePolicy,
): StoredResponse {
  const { request, response, receivedAt, receivedOn } = exchange;
  const directives = directivesFor(response.headers, policy);
  const vary = parseVary(response.headers);
  return {
    target: identity.target,
    scope: scopeOf(identity, directives),
    selecting: selectingFields(request.headers, vary === '*' ? [] : vary),
    status: response.status,
    headers: keptHeaders(response.headers, directives, policy),
    date: dateOf(response.headers, receivedOn),
    initialAge: initialAge(exchange),
    receivedAt,
    terms: reuseTerms(exchange, policy),
  };
}
