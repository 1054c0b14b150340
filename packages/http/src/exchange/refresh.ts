import { Crossing } from './crossing.js';
import { fly } from './fly.js';
import type { Found } from './look-up.js';
import { monotonicNow } from './monotonic-now.js';
import { flightKeyOf, type Question, refreshQuestionOf } from './question.js';
import type { Shelf } from './shelf.js';
import type { Stores } from './stores.js';

/** How long after a failed refresh no other one starts, in ms. Doubles with each failure in a row, up to 64 times. */
const PAUSE = 1_000;
const LONGEST_PAUSE = 64 * PAUSE;

/** Refreshes a stored response in the background: by one request, however often it is asked for meanwhile. */
export function refresh<Native>(
  stores: Stores,
  trigger: Question<Native>,
  shelf: Shelf,
  found: Found,
): void {
  const question = refreshQuestionOf(trigger, stores.options);
  const key = ownKeyOf(question, shelf, found) ?? flightKeyOf(question, stores.options, shelf);
  const retryAt = stores.failedRefreshes.recall(key)?.retryAt ?? 0;
  if (stores.refreshing.has(key) || monotonicNow() < retryAt) return;
  stores.refreshing.add(key);
  const errand = {
    does: 'ask',
    fwd: 'stale',
    ownKey: key,
    nominated: [found],
    selected: found,
    elsewhere: undefined,
  } as const;
  const work = fly(new Crossing(stores, question, errand, key, { isBackground: true }))
    .then(
      () => stores.failedRefreshes.forget(key),
      () => pause(stores, key),
    )
    .finally(() => stores.refreshing.delete(key));
  stores.options.waitUntil?.(work);
}

function ownKeyOf<Native>(
  { identity }: Question<Native>,
  { refs }: Shelf,
  found: Found,
): string | undefined {
  const isOwn = refs.some(({ key, owner }) => key === found.key && owner === identity.scopes[0]);
  return isOwn ? found.key : undefined;
}

function pause({ failedRefreshes }: Stores, key: string): void {
  const count = (failedRefreshes.recall(key)?.count ?? 0) + 1;
  const duration = Math.min(PAUSE * 2 ** (count - 1), LONGEST_PAUSE);
  const note = { count, retryAt: monotonicNow() + duration };
  failedRefreshes.remember(key, note, 2 * LONGEST_PAUSE);
}
