import type { Contestant } from '../../contestants/contestant.js';
import { ONE_HOUR } from '../../speed/traffic.js';
import { bytesInUse } from '../heap.js';

/** What many keys in flight at once cost, in MiB. */
export interface InFlight {
  readonly aloft: number;
  /** What is left when all have landed, in a cache too small to keep them. */
  readonly left: number;
}

const KEYS = 200_000;
const MIB = 2 ** 20;

export async function measure(contestant: Contestant): Promise<InFlight> {
  const land: (() => void)[] = [];
  const load = (key: string): Promise<unknown> =>
    new Promise((resolve) => {
      land.push(() => resolve({ id: key }));
    });
  const start = await bytesInUse();
  const cache = contestant.open({ maxEntries: 10, ttl: ONE_HOUR, load });
  const answers: Promise<unknown>[] = [];
  // Some reject those who are too many.
  process.on('unhandledRejection', () => {});
  for (let index = 0; index < KEYS; index++) answers.push(cache.get(`key:${index}`));
  await new Promise((resolve) => setImmediate(resolve));
  const aloft = (await bytesInUse()) - start;
  for (const one of land) one();
  await Promise.allSettled(answers);
  land.length = 0;
  answers.length = 0;
  const left = (await bytesInUse()) - start;
  // Until here the cache must not be collected.
  cache.get('key:0').catch(() => {});
  return { aloft: aloft / MIB, left: left / MIB };
}
