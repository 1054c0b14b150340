import type { FetchContext } from '@sameflight/core';
import { shareable } from '../storing/shareable.js';
import { type StoredResponse, storedResponse } from '../storing/stored-response.js';
import { announcedLength, isCutShort } from './announced-length.js';
import type { Crossing } from './crossing.js';
import { type Fate, fateOf, rememberFate } from './fate.js';
import { LiveResponse, UnstoredResponse } from './live-response.js';
import { monotonicNow } from './monotonic-now.js';
import { policyOf, tagsOf } from './question.js';
import { type BodyOutcome, SharedBody } from './shared-body.js';
import { refOf } from './shelf.js';
import { shelfKeyOf } from './shelf-keys.js';
import { storeAndShelve } from './shelve.js';
import { type StoredExchange, settled, storeTerms } from './stored-exchange.js';
import type { Crossed } from './transport.js';

/**
 * Takes a response in when its head is there. Decides by one function, for the store and for those who wait alike, who may
 * have it; answers them; and returns what is to be stored when its body is whole.
 */
export async function receive<Native>(
  crossing: Crossing<Native>,
  context: FetchContext,
  crossed: Crossed<Native>,
): Promise<unknown> {
  const { stores, question } = crossing;
  const { exchange, received } = crossed;
  const policy = policyOf(question, stores.options, received);
  const stored = storedResponse(exchange, question.identity, policy);
  const verdict = shareable(exchange, policy);
  const fate = fateOf(crossing, received, verdict, stored);
  const live = begin(crossing, crossed, stored, fate);
  rememberFate(crossing, received.status, fate);
  if (fate.audience === 'starter' && !fate.isStored) return handOver(crossing, context, live);

  const terms = { ...storeTerms(stored, stores.options.keep), tags: tagsOf(question, stored) };
  if (fate.isStored) context.store(terms);
  else context.doNotStore();
  const ref = refOf(stored, crossing.key, question.identity);
  const shelfKey = shelfKeyOf(question.ask, stores.options, question.identity, stored.scope);
  if (fate.audience === 'all') stores.shelves.announce(shelfKey, ref);
  context.answerEarly(live);
  try {
    const outcome = await live.outcome(stores.options.maxEntryBytes);
    return landed(crossing, context, live, outcome);
  } finally {
    stores.shelves.withdraw(shelfKey, ref);
  }
}

function begin<Native>(
  crossing: Crossing<Native>,
  { exchange, received }: Crossed<Native>,
  stored: StoredResponse,
  { audience, isStored }: Fate,
): LiveResponse<Native> {
  const { stores } = crossing;
  const onDeserted = (): void => crossing.abandon();
  const { maxEntryBytes: limit, whenAbandoned } = stores.options;
  const shared = (source: ReadableStream<Uint8Array>): SharedBody =>
    new SharedBody(source, {
      limit,
      length: announcedLength(stored),
      isKept: isStored || audience === 'all',
      isWanted: crossing.isBackground || whenAbandoned === 'finish',
      onDeserted,
    });
  const source = received.isOpaque ? null : received.body;
  const body = source === null || source instanceof Uint8Array ? source : shared(source);
  const live = new LiveResponse({
    exchange,
    received,
    stored,
    audience,
    isStored,
    body,
    onDeserted,
  });
  crossing.live = live;
  // By then everyone aboard has taken it who may.
  setTimeout(() => live.closeIfUntaken(), 0);
  return live;
}

/** For the one who asked. What is stored goes, unless the response is an error, which never takes a good one's place. */
function handOver<Native>(
  { errand }: Crossing<Native>,
  context: FetchContext,
  live: LiveResponse<Native>,
): LiveResponse<Native> {
  if (live.parts.received.status >= 400 && errand.nominated.length > 0) {
    throw new UnstoredResponse(live);
  }
  context.doNotStore();
  return live;
}

/** What is to be stored, now that the body has ended. */
function landed<Native>(
  crossing: Crossing<Native>,
  context: FetchContext,
  live: LiveResponse<Native>,
  outcome: BodyOutcome,
): StoredExchange | LiveResponse<Native> {
  const { received, stored, isStored } = live.parts;
  if (outcome.kind === 'deserted') throw new DOMException('nobody reads the body', 'AbortError');
  if (!isStored || outcome.kind === 'unkept' || isCutShort(stored, outcome.body)) {
    context.doNotStore();
    return live;
  }
  const whole = {
    ...settled(stored, monotonicNow()),
    body: outcome.body,
    about: received.about,
  };
  storeAndShelve(crossing, context, whole);
  return whole;
}
