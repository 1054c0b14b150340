import { inOwnProcess } from '../in-own-process.js';
import type { Verdicts } from './check-faults.js';
import { exitsByItself } from './exits.js';
import type { RaceResult } from './race-model.js';

export interface BehaviourResult {
  readonly name: string;
  readonly verdicts: Verdicts;
  readonly exits: boolean;
  readonly races: RaceResult;
}

const PATIENCE = 600_000;

/** Puts every contestant to every check, each in processes of its own. */
export async function runBehaviour(
  names: readonly string[],
  programs: number,
  tell: (line: string) => void,
): Promise<BehaviourResult[]> {
  const results: BehaviourResult[] = [];
  for (const name of names) {
    tell(`behaviour of ${name}`);
    results.push({
      name,
      verdicts: await inOwnProcess<Verdicts>(new URL('process.js', import.meta.url), {
        args: [name],
        timeout: PATIENCE,
      }),
      exits: await exitsByItself(name),
      races: await inOwnProcess<RaceResult>(new URL('race-process.js', import.meta.url), {
        args: [name, String(programs)],
        timeout: PATIENCE,
      }),
    });
  }
  return results;
}
