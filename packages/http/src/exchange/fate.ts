import { isServerError } from '../fields/status.js';
import { mayStandIn } from '../reusing/reuse.js';
import type { Shareability } from '../storing/shareable.js';
import type { StoredResponse } from '../storing/stored-response.js';
import type { Received } from './ask.js';
import type { Crossing } from './crossing.js';
import type { Audience } from './live-response.js';
import { monotonicNow } from './monotonic-now.js';
import { isWorthKeeping } from './stored-exchange.js';
import { UNSHARED_FOR } from './stores.js';

/** What becomes of a response: who may have it, and whether it is stored. */
export interface Fate {
  readonly audience: Audience;
  readonly isStored: boolean;
}

/** Decides it when the head is in. */
export function fateOf<Native>(
  crossing: Crossing<Native>,
  { isOpaque, wasRedirected, status }: Received<Native>,
  verdict: Shareability,
  stored: StoredResponse,
): Fate {
  if (isOpaque || wasRedirected) return { audience: 'starter', isStored: false };
  // Nor can a promise put a server error in the place of what may stand in for it.
  const isPromised =
    crossing.stores.options.coalesce === 'always' &&
    !isEndless(verdict) &&
    !isStoodInFor(crossing, status);
  return {
    audience: verdict.may === 'share' || isPromised ? 'all' : 'starter',
    isStored: verdict.may !== 'pass' && isWorthKeeping(stored),
  };
}

// Nobody can promise that others may wait for what has no end.
function isEndless(verdict: Shareability): boolean {
  return verdict.may === 'pass' && verdict.reason === 'endless';
}

/** After an answer that is not for all, the next requests need not wait for each other's heads. */
export function rememberFate<Native>(
  crossing: Crossing<Native>,
  status: number,
  { audience, isStored }: Fate,
): void {
  const { question } = crossing;
  const { unshared } = crossing.stores;
  if (question.ask.method !== 'GET') return;
  if (audience === 'all') return unshared.forget(question.urlKey);
  if (isStoodInFor(crossing, status)) return;
  unshared.remember(question.urlKey, isStored ? 'alone' : 'pass', UNSHARED_FOR);
}

function isStoodInFor<Native>(
  { stores, question, errand }: Crossing<Native>,
  status: number,
): boolean {
  if (!isServerError(status) || errand.selected === undefined) return false;
  const { staleWhenDisconnected } = stores.options;
  const now = monotonicNow();
  return mayStandIn(errand.selected, question.ask, 'server-error', now, staleWhenDisconnected);
}
