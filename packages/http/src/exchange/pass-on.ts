import { shareable } from '../storing/shareable.js';
import type { NativeReply, Received } from './ask.js';
import type { Errand } from './look-up.js';
import { monotonicNow } from './monotonic-now.js';
import { policyOf, type Question } from './question.js';
import { nativeReply, type Told } from './replies.js';
import { type Stores, UNSHARED_FOR } from './stores.js';

const NEVER_ABORTED = new AbortController().signal;

/** Sends a request upstream by itself, and hands its response over as it is. */
export async function passOn<Native>(
  { options }: Stores,
  question: Question<Native>,
  told: Told,
): Promise<NativeReply<Native>> {
  return nativeReply(await sendAlone(question), options.name, told);
}

/** Upstream's response to one asker, who alone may end it. */
export function sendAlone<Native>({ ask }: Question<Native>): Promise<Received<Native>> {
  const signal = ask.signal ?? NEVER_ABORTED;
  return ask.send(ask.headers, { signal, isConditional: false });
}

/** As `passOn`, for a URL whose answers could not be shared of late: notes whether that is still so. */
export async function passUnshared<Native>(
  { options, unshared }: Stores,
  question: Question<Native>,
  { fwd }: Errand,
): Promise<NativeReply<Native>> {
  const sentAt = monotonicNow();
  const received = await sendAlone(question);
  const exchange = {
    request: question.ask,
    response: received,
    sentAt,
    receivedAt: monotonicNow(),
    receivedOn: Date.now(),
  };
  const { may } = shareable(exchange, policyOf(question, options, received));
  if (may !== 'pass') unshared.forget(question.shelfKey);
  else if (question.mayJoin) unshared.remember(question.shelfKey, 'pass', UNSHARED_FOR);
  return nativeReply(received, options.name, { fwd });
}
