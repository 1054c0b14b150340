import type { Contestant } from '../../contestants/contestant.js';
import { ONE_HOUR } from '../../speed/traffic.js';
import { bytesInUse } from '../heap.js';

/** How the heap grew over millions of keys that came once, some of whose calls failed, in MiB. */
export interface Growth {
  readonly grown: number;
}

const MAX_ENTRIES = 1_000;
const WARM_UP = 50_000;
const ONE_IN = 17;
const MIB = 2 ** 20;

export async function measure(contestant: Contestant, keys: number): Promise<Growth> {
  let calls = 0;
  const load = async (key: string): Promise<unknown> => {
    if (++calls % ONE_IN === 0) throw new Error('upstream is down');
    return { id: key };
  };
  const cache = contestant.open({ maxEntries: MAX_ENTRIES, ttl: ONE_HOUR, load });
  const ask = async (from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index++)
      await Promise.resolve(cache.get(`key:${index}`)).catch(() => {});
  };
  await ask(0, WARM_UP);
  const before = await bytesInUse();
  await ask(WARM_UP, keys);
  const grown = ((await bytesInUse()) - before) / MIB;
  // Until here the cache must not be collected.
  await ask(keys, keys + 1);
  return { grown };
}
