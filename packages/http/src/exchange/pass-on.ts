import { shareable } from '../storing/shareable.js';
import type { NativeReply } from './ask.js';
import { isPromised } from './fate.js';
import type { Errand } from './look-up.js';
import { policyOf, type Question } from './question.js';
import { nativeReply, type Told } from './replies.js';
import type { Stores } from './stores.js';
import { sendAlone } from './transport.js';

/** Sends a request upstream by itself, and hands its response over as it is. */
export async function passOn<Native>(
  { options }: Stores,
  { ask }: Question<Native>,
  told: Told,
): Promise<NativeReply<Native>> {
  const { received } = await sendAlone(ask);
  return nativeReply(received, options.name, told);
}

/** As `passOn`, for a URL whose answers could not be shared of late: notes whether that is still so. */
export async function passUnshared<Native>(
  stores: Stores,
  question: Question<Native>,
  { fwd }: Errand,
): Promise<NativeReply<Native>> {
  const { options, unshared } = stores;
  const { exchange, received } = await sendAlone(question.ask);
  const verdict = shareable(exchange, policyOf(question, options, received));
  const isForOne =
    verdict.may === 'pass' && !isPromised({ stores, question }, received.status, verdict);
  unshared.note(question, isForOne ? 'pass' : 'shared');
  return nativeReply(received, options.name, { fwd });
}
