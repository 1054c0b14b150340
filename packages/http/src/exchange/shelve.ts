import type { FetchContext } from '@sameflight/core';
import { type Question, tagsOf, urlTagOf } from './question.js';
import { type Asked, refOf, type VariantRef } from './shelf.js';
import { shelfKeyOf } from './shelf-keys.js';
import { type StoredExchange, storeTerms } from './stored-exchange.js';
import type { Stores } from './stores.js';

/** Where a response is to be stored. */
export interface Place<Native> {
  readonly stores: Stores;
  readonly question: Question<Native>;
  readonly key: string;
  /** When the request was made, in ms on the monotonic clock. */
  readonly askedAt: number;
}

/**
 * Has the flight for `key` store a response, and notes that it is found there, unless one that was asked for later is
 * stored already.
 */
export function storeAndShelve<Native>(
  place: Place<Native>,
  context: FetchContext,
  stored: StoredExchange,
): void {
  const { stores, question } = place;
  const { shelfKey, ref, asked } = spotOf(place, stored);
  if (stores.shelves.isOvertaken(shelfKey, ref, asked)) return context.doNotStore();
  const terms = storeTerms(stored, stores.options.keep);
  context.store({ ...terms, tags: tagsOf(question, stored) });
  shelve(place, stored);
}

/** Notes that a response is found under `key`. */
export function shelve<Native>(place: Place<Native>, stored: StoredExchange): void {
  const { stores, question } = place;
  const { ttl, keep } = storeTerms(stored, stores.options.keep);
  const { shelfKey, ref, asked } = spotOf(place, stored);
  const tags = [urlTagOf(question.identity.target)];
  stores.shelves.put(shelfKey, ref, asked, ttl + keep, tags);
}

function spotOf<Native>(
  { stores, question, key, askedAt }: Place<Native>,
  stored: StoredExchange,
): { readonly shelfKey: string; readonly ref: VariantRef; readonly asked: Asked } {
  const { ask, identity } = question;
  return {
    shelfKey: shelfKeyOf(ask, stores.options, identity, stored.scope),
    ref: refOf(stored, key, identity),
    asked: { request: ask, askedAt },
  };
}
