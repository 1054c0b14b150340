import { inOwnProcess } from '../in-own-process.js';
import { choose } from './choose.js';
import type { WorkloadRounds } from './rounds.js';
import type { Suite } from './suites/suite.js';

export interface SpeedPlan {
  /** Rounds of each workload in all. */
  readonly rounds: number;
  /** Rounds in one process, as processes differ from start to start. */
  readonly roundsEach: number;
  readonly only: readonly string[] | undefined;
  readonly contestants: readonly string[] | undefined;
}

const PROCESS = new URL('process.js', import.meta.url);

/** Measures every workload of a suite, each in processes of its own. */
export async function runSuite(
  suite: Suite,
  plan: SpeedPlan,
  tell: (line: string) => void,
): Promise<WorkloadRounds[]> {
  const files = choose(
    suite.workloads.map(({ file }) => file),
    plan.only,
  );
  const everyone = (await suite.contestants()).map(({ name }) => name);
  const names = choose(everyone, plan.contestants).join(',');
  const collected = new Map<string, WorkloadRounds>();
  for (let done = 0; done < plan.rounds; done += plan.roundsEach) {
    const rounds = Math.min(plan.roundsEach, plan.rounds - done);
    for (const file of files) {
      tell(`speed ${done + rounds}/${plan.rounds}: ${suite.name}, ${file}`);
      const measured = await inOwnProcess<WorkloadRounds>(PROCESS, {
        args: [suite.name, file, String(rounds), names],
        nodeOptions: ['--expose-gc'],
      });
      const before = collected.get(file)?.rounds ?? [];
      collected.set(file, { ...measured, rounds: [...before, ...measured.rounds] });
    }
  }
  return [...collected.values()];
}
