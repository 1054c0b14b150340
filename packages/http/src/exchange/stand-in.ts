import { ClosedError } from '@sameflight/core';
import { isServerError } from '../fields/status.js';
import { type Failure, mayStandIn } from '../reusing/reuse.js';
import type { Reply } from './ask.js';
import type { Crossing } from './crossing.js';
import { isDisconnected } from './disconnection.js';
import type { LiveResponse } from './live-response.js';
import type { Errand, Found } from './look-up.js';
import { monotonicNow } from './monotonic-now.js';
import type { Question } from './question.js';
import { gatewayTimeout, storedReply } from './replies.js';
import type { Settings } from './settings.js';
import type { Stores } from './stores.js';

/**
 * What a request gets that no response came for: the stale one where that may stand in.
 *
 * @throws the failure itself, where nothing may, or the asker has left
 */
export function standInForFailure<Native>(
  stores: Stores,
  question: Question<Native>,
  errand: Errand,
  failure: unknown,
): Reply<Native> {
  const isOver = question.ask.signal?.aborted || failure instanceof ClosedError;
  if (isOver || !isDisconnected(failure)) throw failure;
  const stale = standIn(stores, question, errand, 'disconnected');
  if (stale !== undefined) return stale;
  if (stores.options.onDisconnect === '504') {
    return gatewayTimeout(stores.options.name, 'disconnected');
  }
  throw failure;
}

/** The stale response in place of a server error, where it may stand in. */
export function standInForError<Native>(
  { stores, question, errand }: Crossing<Native>,
  { parts }: LiveResponse<Native>,
): Reply<Native> | undefined {
  const { status } = parts.received;
  if (!isServerError(status)) return undefined;
  return standIn(stores, question, errand, 'server-error', status);
}

/** The stale response that may be given in place of one that failed so. */
export function standInAtHand<Native>(
  { staleWhenDisconnected }: Settings,
  { ask }: Question<Native>,
  { selected }: Errand,
  failure: Failure,
): Found | undefined {
  if (selected === undefined) return undefined;
  const may = mayStandIn(selected, ask, failure, monotonicNow(), staleWhenDisconnected);
  return may ? selected : undefined;
}

function standIn<Native>(
  { options }: Stores,
  question: Question<Native>,
  errand: Errand,
  failure: Failure,
  fwdStatus?: number,
): Reply<Native> | undefined {
  const { fwd } = errand;
  const { name } = options;
  const selected = standInAtHand(options, question, errand, failure);
  if (selected === undefined) return undefined;
  const told = { fwd, detail: failure, ...(fwdStatus === undefined ? {} : { fwdStatus }) };
  return storedReply(question, name, selected, told);
}
