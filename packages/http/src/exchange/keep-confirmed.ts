import type { FetchContext } from '@sameflight/core';
import { isSameVariant } from '../storing/variants.js';
import type { Crossing } from './crossing.js';
import type { Found } from './look-up.js';
import { monotonicNow } from './monotonic-now.js';
import { tagsOf } from './question.js';
import { refOf } from './shelf.js';
import { type StoredExchange, settled, storeTerms, weightOf } from './stored-exchange.js';

/** Lands a flight whose stored response was confirmed for this once, and may not stay. */
export const CONFIRMED_ONCE: unique symbol = Symbol('confirmed once');

/**
 * Stores what upstream confirmed (304), and answers the request with it.
 *
 * @param variants what is stored from now on of what was nominated; each stands at the key that it stood at
 */
export function keepConfirmed<Native>(
  crossing: Crossing<Native>,
  context: FetchContext,
  answer: Found,
  variants: readonly Found[],
): StoredExchange | typeof CONFIRMED_ONCE {
  const { stores, question, key } = crossing;
  const { cache, options, shelves } = stores;
  const confirmed = settled(withoutKey(answer), monotonicNow());
  crossing.confirmed = confirmed;
  stores.unshared.forget(question.shelfKey);
  for (const variant of variants) {
    if (variant.key !== key && !isSame(variant, answer)) keepBeside(crossing, variant);
  }
  if (!variants.some((it) => isSame(it, answer))) {
    context.doNotStore();
    if (answer.key !== key) cache.delete(answer.key).catch(() => {});
    return CONFIRMED_ONCE;
  }
  const terms = storeTerms(confirmed, options.keep);
  const tags = tagsOf(question, confirmed);
  context.store({ ...terms, tags, weight: weightOf(confirmed) });
  const ref = refOf(confirmed, key, question.identity);
  shelves.put(question.shelfKey, ref, question.ask, terms.ttl + terms.keep, [question.urlTag]);
  return confirmed;
}

/** Another variant that the same 304 confirmed: updated where it stands, unless it is gone or was replaced. RFC 9111 §4.3.4. */
function keepBeside<Native>({ stores, errand, question }: Crossing<Native>, variant: Found): void {
  const old = errand.nominated.find((it) => it.key === variant.key);
  const held = stores.cache.inspect<StoredExchange>(variant.key)?.value;
  if (old === undefined || held === undefined) return;
  if (held.body !== variant.body || !isSameVariant(held, variant)) return;
  if (old.receivedAt === variant.receivedAt) return;
  const updated = settled(withoutKey(variant), monotonicNow());
  const tags = tagsOf(question, updated);
  stores.cache
    .set(variant.key, updated, { ...storeTerms(updated, stores.options.keep), tags })
    .catch(() => {});
}

function isSame(one: Found, other: Found): boolean {
  return one.receivedAt === other.receivedAt && isSameVariant(one, other);
}

function withoutKey({ key: _, ...stored }: Found): StoredExchange {
  return stored;
}
