import { invalidatedTargets } from '../updating/invalidation.js';
import type { Reply } from './ask.js';
import { sendAlone } from './pass-on.js';
import { type Question, urlTagOf } from './question.js';
import { nativeReply } from './replies.js';
import type { Stores } from './stores.js';

/**
 * Sends a request that may change something. What it touches is invalidated before its response is handed over, and what
 * was asked for earlier is not stored when it arrives. RFC 9111 §4.4.
 */
export async function write<Native>(
  stores: Stores,
  question: Question<Native>,
): Promise<Reply<Native>> {
  const { ask, identity } = question;
  try {
    const received = await sendAlone(question);
    await invalidate(stores, invalidatedTargets(ask, received));
    return nativeReply(received, stores.options.name, { fwd: 'method' });
  } catch (error) {
    // Nobody knows whether it arrived.
    await invalidate(stores, [identity.target]);
    throw error;
  }
}

// An L2 that does not confirm replays it, and tells of its failure itself.
async function invalidate({ cache }: Stores, targets: readonly string[]): Promise<void> {
  await Promise.allSettled(targets.map((target) => cache.deleteByTag(urlTagOf(target))));
}
