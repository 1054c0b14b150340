import type { FetchContext } from '@sameflight/core';
import { isSameVariant } from '../storing/variants.js';
import type { Crossing } from './crossing.js';
import type { Found } from './look-up.js';
import { monotonicNow } from './monotonic-now.js';
import { tagsOf } from './question.js';
import { storeAndShelve } from './shelve.js';
import { type StoredExchange, settled, storeTerms } from './stored-exchange.js';

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
  const { stores, key } = crossing;
  const confirmed = settled(withoutKey(answer), monotonicNow());
  crossing.confirmed = confirmed;
  const stays = variants.some((it) => isSame(it, answer));
  remember(crossing, confirmed, stays);
  for (const variant of variants) {
    if (variant.key !== key && !isSame(variant, answer)) keepBeside(crossing, variant);
  }
  if (!stays) {
    context.doNotStore();
    if (answer.key !== key) stores.cache.delete(answer.key).catch(() => {});
    return CONFIRMED_ONCE;
  }
  storeAndShelve(crossing, context, confirmed);
  return confirmed;
}

// Where the next request must ask again as well, it need not wait for another's answer.
function remember<Native>(
  { stores, question }: Crossing<Native>,
  { terms, initialAge }: StoredExchange,
  stays: boolean,
): void {
  const isFresh = initialAge < terms.lifetime + terms.staleWhileRevalidate;
  const isShared = stays && isFresh && !terms.validateAlways;
  stores.unshared.note(question, isShared ? 'shared' : 'alone');
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
