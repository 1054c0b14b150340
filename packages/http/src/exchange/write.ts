import { shareable } from '../storing/shareable.js';
import { invalidatedTargets } from '../updating/invalidation.js';
import type { Ask, Received, Reply } from './ask.js';
import { board } from './board.js';
import { Crossing } from './crossing.js';
import { fly } from './fly.js';
import { loneKeyOf, policyOf, type Question, urlTagOf } from './question.js';
import { nativeReply } from './replies.js';
import { EMPTY_SHELF } from './shelf.js';
import type { Stores } from './stores.js';
import { type Crossed, sendAlone } from './transport.js';

/**
 * Sends a request that may change something. What it touches is invalidated before its response is handed over, and what
 * was asked for earlier is not stored when it arrives. RFC 9111 §4.4.
 */
export async function write<Native>(
  stores: Stores,
  question: Question<Native>,
): Promise<Reply<Native>> {
  const { ask } = question;
  const crossed = await sendAndInvalidate(stores, question);
  const { exchange, received } = crossed;
  const policy = policyOf(question, stores.options, received);
  const mayStore = ask.mode !== 'no-store' && ask.terms !== false;
  if (mayStore && shareable(exchange, policy).may === 'store') {
    const stored = await store(stores, question, crossed);
    if (stored !== undefined) return stored;
  }
  return nativeReply(received, stores.options.name, { fwd: 'method' });
}

async function sendAndInvalidate<Native>(
  stores: Stores,
  { ask, identity }: Question<Native>,
): Promise<Crossed<Native>> {
  try {
    const crossed = await sendAlone(ask);
    await invalidate(stores, targetsOf(ask, crossed.received));
    return crossed;
  } catch (error) {
    // Nobody knows whether it arrived.
    await invalidate(stores, [identity.target]);
    throw error;
  }
}

/** A write that was redirected (307, 308) was one to where it was led. */
function targetsOf<Native>(ask: Ask<Native>, received: Received<Native>): readonly string[] {
  const { finalUrl } = received;
  const targets = invalidatedTargets(ask, received);
  if (finalUrl === undefined || targets.length === 0) return targets;
  const there = { ...ask, url: finalUrl };
  // Whether a `Host` of its own is sent there too differs from client to client.
  const ledTo = [there, { ...there, headers: [] }].flatMap((it) =>
    invalidatedTargets(it, received),
  );
  return [...new Set([...targets, ...ledTo])];
}

// An L2 that does not confirm replays it, and tells of its failure itself.
async function invalidate({ cache }: Stores, targets: readonly string[]): Promise<void> {
  await Promise.allSettled(targets.map((target) => cache.deleteByTag(urlTagOf(target))));
}

/** Stores an answer to POST that says it is also that to later GETs. RFC 9110 §9.3.3. */
async function store<Native>(
  stores: Stores,
  question: Question<Native>,
  arrived: Crossed<Native>,
): Promise<Reply<Native> | undefined> {
  const errand = {
    does: 'ask',
    fwd: 'request',
    ownKey: undefined,
    nominated: [],
    selected: undefined,
    elsewhere: undefined,
  } as const;
  const key = loneKeyOf(question, stores.options, EMPTY_SHELF);
  const crossing = new Crossing(stores, question, errand, key, { arrived });
  return board(crossing, await fly(crossing));
}
