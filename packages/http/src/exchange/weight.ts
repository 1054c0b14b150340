import { isShelf } from './shelf.js';
import { lengthOf } from './stored-body.js';
import { isStoredExchange, type StoredExchange } from './stored-exchange.js';

/** Bytes of memory that something takes which an HTTP cache stores, roughly: for `weigh` of a cache with a `maxWeight`. */
export function weightOf(stored: unknown, key = ''): number {
  // The key is held by the cache, by the shelf that leads to it, and in a tag.
  const weight = 512 + 3 * key.length;
  return weight + (isStoredExchange(stored) ? weightOfResponse(stored) : weightOfShelf(stored));
}

function weightOfResponse({ target, headers, body }: StoredExchange): number {
  let weight = target.length + (body === null ? 0 : lengthOf(body));
  for (const [name, value] of headers) weight += name.length + value.length + 32;
  return weight;
}

function weightOfShelf(shelf: unknown): number {
  if (!isShelf(shelf)) return 0;
  let weight = 0;
  for (const { key, target, selecting } of shelf.refs) {
    weight += 256 + key.length + target.length;
    for (const [name, value] of selecting) weight += name.length + (value?.length ?? 0) + 32;
  }
  return weight;
}
