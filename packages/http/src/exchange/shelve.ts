import type { FetchContext } from '@sameflight/core';
import { type Question, shelfKeyOf, tagsOf, urlTagOf } from './question.js';
import { refOf } from './shelf.js';
import { type StoredExchange, storeTerms } from './stored-exchange.js';
import type { Stores } from './stores.js';

/** Where a response is to be stored. */
export interface Place<Native> {
  readonly stores: Stores;
  readonly question: Question<Native>;
  readonly key: string;
}

/** Has the flight for `key` store a response, and notes that it is found there. */
export function storeAndShelve<Native>(
  place: Place<Native>,
  context: FetchContext,
  stored: StoredExchange,
): void {
  const { question, stores } = place;
  const terms = storeTerms(stored, stores.options.keep);
  context.store({ ...terms, tags: tagsOf(question, stored) });
  shelve(place, stored);
}

/** Notes that a response is found under `key`. */
export function shelve<Native>(
  { stores, question, key }: Place<Native>,
  stored: StoredExchange,
): void {
  const { options, shelves } = stores;
  const { ask, identity } = question;
  const { ttl, keep } = storeTerms(stored, options.keep);
  const shelfKey = shelfKeyOf(ask, options, identity, stored.scope);
  shelves.put(shelfKey, refOf(stored, key, identity), ask, ttl + keep, [urlTagOf(identity.target)]);
}
