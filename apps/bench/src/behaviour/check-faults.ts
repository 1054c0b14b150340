import type { Contestant } from '../contestants/contestant.js';
import type { Fault, Verdict } from './fault.js';
import type { World } from './world.js';

/** What became of each fault, by its id. */
export type Verdicts = Readonly<Record<string, Verdict>>;

/** Puts one contestant to every check, one after another. A check that ends in an error is a fault. */
export async function checkFaults(
  contestant: Contestant,
  faults: readonly Fault[],
  world: World,
): Promise<Verdicts> {
  const verdicts: Record<string, Verdict> = {};
  for (const fault of faults) {
    // Some keep the time of a second ago: what one check did to the clock is not for the next.
    await world.advance(10_000);
    world.unhandledRejections();
    try {
      verdicts[fault.id] = await fault.check(contestant, world);
    } catch (error) {
      const note = error instanceof Error ? error.message : String(error);
      verdicts[fault.id] = { kind: 'fault', note };
    }
  }
  return verdicts;
}
