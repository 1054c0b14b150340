import type { Contestant } from '../../contestants/contestant.js';
import { load, ONE_HOUR } from '../../speed/traffic.js';
import { bytesInUse } from '../heap.js';

/** Bytes an entry, its key of some fifteen characters included; the value is one object for all. */
export interface PerEntry {
  readonly filled: number;
  readonly afterFirstHit: number;
  /** After half as many keys again have pushed others out; only where there is a bound. */
  readonly afterChurn: number;
}

export async function measure(contestant: Contestant, entries: number): Promise<PerEntry> {
  const before = await bytesInUse();
  const cache = contestant.open({ maxEntries: entries, ttl: ONE_HOUR, load });
  const each = async (): Promise<number> => ((await bytesInUse()) - before) / entries;

  for (let index = 0; index < entries; index++) await cache.get(keyOf(index));
  const filled = await each();
  for (let index = 0; index < entries; index++) await cache.get(keyOf(index));
  const afterFirstHit = await each();
  for (let index = 0; index < entries / 2; index++) await cache.get(keyOf(entries + index));
  const afterChurn = await each();
  // Until here the cache must not be collected.
  await cache.get(keyOf(0));
  return { filled, afterFirstHit, afterChurn };
}

function keyOf(index: number): string {
  return `product:${index}`;
}
