import type { Contestant, ContestantCache } from '../../contestants/contestant.js';
import { load, ONE_HOUR } from '../../speed/traffic.js';
import { bytesInUse } from '../heap.js';

/** Bytes a caller who waits for a call that others wait for too: what he is handed, and what the library keeps of him. */
export interface PerWaiter {
  readonly plain: number;
  readonly withSignal: number | undefined;
}

const WAITERS = 100_000;

export async function measure(contestant: Contestant): Promise<PerWaiter> {
  const plain = await bytesEach(contestant, (cache) => cache.get);
  const withSignal = await bytesEach(contestant, (cache) => signalled(contestant, cache));
  if (plain === undefined) throw new TypeError(`${contestant.name} cannot be asked`);
  return { plain, withSignal };
}

type Ask = (key: string) => Promise<unknown>;

async function bytesEach(
  contestant: Contestant,
  asker: (cache: ContestantCache) => Ask | undefined,
): Promise<number | undefined> {
  let land: (value: unknown) => void = () => {};
  const hanging = (): Promise<unknown> =>
    new Promise((resolve) => {
      land = resolve;
    });
  const cache = contestant.open({ maxEntries: 10, ttl: ONE_HOUR, load: hanging });
  const ask = asker(cache);
  if (ask === undefined) return undefined;
  const answers = new Array<unknown>(WAITERS).fill(load);
  answers[0] = ask('key');
  const before = await bytesInUse();
  for (let index = 1; index < WAITERS; index++) answers[index] = ask('key');
  const bytes = (await bytesInUse()) - before;
  land({});
  await Promise.allSettled(answers);
  return Math.max(bytes / WAITERS, 0);
}

function signalled(contestant: Contestant, cache: ContestantCache): Ask | undefined {
  const { getWithSignal } = cache;
  if (getWithSignal === undefined || contestant.name === 'limit') return undefined;
  const { signal } = new AbortController();
  return (key) => getWithSignal(key, signal);
}
