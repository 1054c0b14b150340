import { ratioOf, type Spread } from '../speed/ratios.js';
import { bareMap } from './bare-map.js';
import type { Pauses } from './measures/pauses.js';
import type { ByName } from './run-memory.js';

/**
 * A pause as a multiple of the one that a bare `Map` makes when it rehashes under churn, round by round; `undefined` where the library does
 * not offer it.
 */
export function pauseRatio(
  rounds: readonly ByName<Pauses>[],
  name: string,
  verb: keyof Pauses,
): Spread | undefined {
  const pairs = rounds.map((round) => {
    const own = round[name]?.[verb];
    const other = round[bareMap.name]?.store;
    return { ...(own === undefined ? {} : { own }), ...(other === undefined ? {} : { other }) };
  });
  return ratioOf(pairs, 'own', 'other');
}
