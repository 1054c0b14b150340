import { freshenByHead } from '../updating/head.js';
import type { Reply } from './ask.js';
import { type Errand, type Found, readAll } from './look-up.js';
import { monotonicNow } from './monotonic-now.js';
import { policyOf, type Question, tagsOf } from './question.js';
import { nativeReply } from './replies.js';
import type { Shelf } from './shelf.js';
import { type StoredExchange, settled, storeTerms } from './stored-exchange.js';
import type { Stores } from './stores.js';
import { sendAlone } from './transport.js';

/** Sends a HEAD, and brings what it says to what is stored for GET. RFC 9111 §4.3.5. */
export async function askHead<Native>(
  stores: Stores,
  question: Question<Native>,
  shelf: Shelf,
  { fwd }: Errand,
): Promise<Reply<Native>> {
  const { ask, identity } = question;
  const held = readAll(stores.cache, shelf, identity);
  const { exchange, received } = await sendAlone(ask);
  const policy = policyOf(question, stores.options, received);
  const after = freshenByHead(held, exchange, identity, policy);
  for (const one of held)
    keep(
      stores,
      question,
      one,
      after.find(({ key }) => key === one.key),
    );
  return nativeReply(received, stores.options.name, { fwd });
}

function keep<Native>(
  { cache, options }: Stores,
  question: Question<Native>,
  before: Found,
  after: Found | undefined,
): void {
  if (after === before) return;
  const held = cache.inspect<StoredExchange>(before.key)?.value;
  // It was invalidated or replaced meanwhile.
  if (held === undefined || held.body !== before.body || held.date !== before.date) return;
  if (after === undefined) return void cache.delete(before.key).catch(() => {});
  const { key, ...stored } = settled(after, monotonicNow());
  const tags = tagsOf(question, stored);
  cache.set(key, stored, { ...storeTerms(stored, options.keep), tags }).catch(() => {});
}
