import { isServerError } from '../fields/status.js';
import { mayStandIn } from '../reusing/reuse.js';
import type { PassReason, Shareability } from '../storing/shareable.js';
import type { StoredResponse } from '../storing/stored-response.js';
import type { Received } from './ask.js';
import type { Crossing } from './crossing.js';
import type { Audience } from './live-response.js';
import { monotonicNow } from './monotonic-now.js';
import { isWorthKeeping } from './stored-exchange.js';

/** Grounds that no promise overrides: nobody can wait for what has no end, nor knows what redirects said. */
const UNPROMISABLE: ReadonlySet<PassReason> = new Set(['endless', 'redirected']);

/** What becomes of a response: who may have it, and whether it is stored. */
export interface Fate {
  readonly audience: Audience;
  readonly isStored: boolean;
}

/** Decides it when the head is in. */
export function fateOf<Native>(
  crossing: Crossing<Native>,
  { status, isOpaque }: Received<Native>,
  verdict: Shareability,
  stored: StoredResponse,
): Fate {
  const isAside = isOpaque || isStoodInFor(crossing, status);
  if (isAside) return { audience: 'starter', isStored: false };
  const isForAll = verdict.may === 'share' || isPromised(crossing, status, verdict);
  return {
    audience: isForAll ? 'all' : 'starter',
    isStored: verdict.may !== 'pass' && isWorthKeeping(stored),
  };
}

/** Whether it is for all by the owner's promise. What was asked for with wishes of one's own is not, nor is a part. */
export function isPromised<Native>(
  { stores, question }: Pick<Crossing<Native>, 'stores' | 'question'>,
  status: number,
  verdict: Shareability,
): boolean {
  if (stores.options.coalesce !== 'always' || !question.mayJoin) return false;
  if (status === 206 || status === 304) return false;
  return verdict.may !== 'pass' || !UNPROMISABLE.has(verdict.reason);
}

/** After an answer that is not for all, the next requests need not wait for each other's heads. */
export function rememberFate<Native>(
  crossing: Crossing<Native>,
  status: number,
  { audience, isStored }: Fate,
): void {
  const {
    question,
    stores: { unshared },
  } = crossing;
  if (audience === 'all') unshared.note(question, 'shared');
  else if (!isStoodInFor(crossing, status)) unshared.note(question, isStored ? 'alone' : 'pass');
}

/** Whether it is an error that a stored response stands in for, whatever it says of itself. RFC 5861 §4. */
function isStoodInFor<Native>(
  { stores, question, errand: { selected } }: Crossing<Native>,
  status: number,
): boolean {
  if (selected === undefined || !isServerError(status)) return false;
  const { staleWhenDisconnected } = stores.options;
  return mayStandIn(selected, question.ask, 'server-error', monotonicNow(), staleWhenDisconnected);
}
