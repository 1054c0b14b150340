import type { AnswerInfo } from '@sameflight/core';
import { plan } from '../reusing/plan.js';
import type { Reply } from './ask.js';
import type { Crossing } from './crossing.js';
import { CONFIRMED_ONCE } from './keep-confirmed.js';
import { LiveResponse } from './live-response.js';
import { monotonicNow } from './monotonic-now.js';
import { liveReply, nativeReply, storedReply } from './replies.js';
import { shelve } from './shelve.js';
import { asOf, isStoredExchange, type StoredExchange } from './stored-exchange.js';

/** How a flight answered. */
export type Answered = Pick<AnswerInfo<unknown>, 'value'> & Partial<AnswerInfo<unknown>>;

/** One asker's reply from what the flight brought; `undefined` when that is not for him. */
export function board<Native>(
  crossing: Crossing<Native>,
  { value, source, age = 0 }: Answered,
): Reply<Native> | undefined {
  const { question, stores, errand } = crossing;
  // He may have left after the answer was given and before he took it.
  question.ask.signal?.throwIfAborted();
  if (value instanceof LiveResponse) return boardLive(crossing, value);
  if (crossing.confirmed !== undefined) {
    const told = { fwd: errand.fwd, fwdStatus: 304, stored: value !== CONFIRMED_ONCE };
    return storedReply(question, stores.options.name, crossing.confirmed, told, crossing.minted);
  }
  if (!isStoredExchange(value)) return undefined;
  return boardStored(crossing, asOf(value, age, monotonicNow()), source === 'joined');
}

function boardLive<Native>(
  crossing: Crossing<Native>,
  live: LiveResponse<Native>,
): Reply<Native> | undefined {
  const { question, stores, errand } = crossing;
  const isStarter = live === crossing.live;
  if (!isStarter && !live.mayServe(question.ask)) return undefined;
  if (live.parts.received.isOpaque) {
    const received = live.take(question.ask.signal);
    return nativeReply(received, stores.options.name, { fwd: errand.fwd });
  }
  const body = live.open(question.ask.signal);
  if (body === undefined) return undefined;
  return liveReply(live, stores.options.name, body, isStarter, { fwd: errand.fwd });
}

/** What another request, or another process, had fetched or confirmed: by the same rules as what is found in memory. */
function boardStored<Native>(
  crossing: Crossing<Native>,
  stored: StoredExchange,
  isCollapsed: boolean,
): Reply<Native> | undefined {
  const { question, stores, errand } = crossing;
  const { ask, identity } = question;
  if (plan([stored], ask, identity, monotonicNow()).does !== 'answer') return undefined;
  const { name } = stores.options;
  if (isCollapsed) {
    return storedReply(question, name, stored, { fwd: errand.fwd, collapsed: true });
  }
  shelve(crossing, stored);
  return storedReply(question, name, stored, { hit: true, detail: 'l2' });
}
