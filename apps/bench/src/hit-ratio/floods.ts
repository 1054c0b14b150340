import type { Contestant } from '../contestants/contestant.js';
import { seeded } from '../random.js';
import { zipf } from '../zipf.js';

/** What an attacker sends between two honest requests: key numbers, from a count of what was sent before. */
interface Flood {
  readonly name: string;
  readonly each: number;
  readonly key: (sent: number) => number;
}

const MAX_ENTRIES = 1_000;
const HONEST_KEYS = 5_000;
const WARM_UP = 20_000;

const floods: readonly Flood[] = [
  { name: 'one-off keys, as many as honest requests', each: 1, key: (sent) => sent },
  { name: 'one-off keys, four times as many', each: 4, key: (sent) => sent },
  { name: 'each key three times in a row', each: 3, key: (sent) => Math.floor(sent / 3) },
  { name: 'each key three times, a while apart', each: 3, key: again(3, 100) },
  {
    name: 'each key twice, as far apart as the cache is long',
    each: 2,
    key: again(2, MAX_ENTRIES),
  },
  {
    name: 'each key three times, as far apart as the cache is long',
    each: 3,
    key: again(3, MAX_ENTRIES),
  },
  { name: 'a loop of twice its length', each: 2, key: (sent) => sent % (2 * MAX_ENTRIES) },
];

export interface FloodResult {
  readonly flood: string;
  /** The share of honest hits that is left, by contestant. */
  readonly kept: Readonly<Record<string, number>>;
}

/** How much of the honest callers' hit ratio survives each flood. */
export async function runFloods(
  contestants: readonly Contestant[],
  honestRequests: number,
  tell: (line: string) => void,
): Promise<FloodResult[]> {
  const undisturbed: Record<string, number> = {};
  for (const contestant of contestants)
    undisturbed[contestant.name] = await honestHits(contestant, honestRequests);
  const results: FloodResult[] = [];
  for (const flood of floods) {
    tell(`flood: ${flood.name}`);
    const kept: Record<string, number> = {};
    for (const contestant of contestants) {
      const hits = await honestHits(contestant, honestRequests, flood);
      kept[contestant.name] = hits / (undisturbed[contestant.name] as number);
    }
    results.push({ flood: flood.name, kept });
  }
  return results;
}

// The flood sets in when the cache is warm; hits are counted from then on.
async function honestHits(
  contestant: Contestant,
  requests: number,
  flood?: Flood,
): Promise<number> {
  let loads = 0;
  const load = async (key: string): Promise<unknown> => {
    if (key.startsWith('honest')) loads++;
    return { id: key };
  };
  const cache = contestant.open({ maxEntries: MAX_ENTRIES, ttl: 3_600_000, load });
  const draw = zipf(HONEST_KEYS, 0.99, seeded(7));
  for (let request = 0; request < WARM_UP; request++) await cache.get(`honest:${draw()}`);
  loads = 0;
  let sent = 0;
  for (let request = 0; request < requests; request++) {
    await cache.get(`honest:${draw()}`);
    for (let index = 0; index < (flood?.each ?? 0); index++)
      await cache.get(`flood:${flood?.key(sent++)}`);
  }
  return requests - loads;
}

// A block of keys, and the same block so many times in all, then the next.
function again(times: number, block: number): Flood['key'] {
  return (sent) => Math.floor(sent / (times * block)) * block + (sent % block);
}
