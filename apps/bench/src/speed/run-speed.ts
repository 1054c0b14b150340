import { inOwnProcess } from '../in-own-process.js';
import type { WorkloadRounds } from './rounds.js';
import type { Suite } from './suites/suite.js';

export interface SpeedPlan {
  /** Rounds of each workload in all. */
  readonly rounds: number;
  /** Rounds in one process, as processes differ from start to start. */
  readonly roundsEach: number;
  /** The workloads that are wanted, by their files. */
  readonly files: readonly string[];
  /** The contestants that take part. */
  readonly names: readonly string[];
}

const PROCESS = new URL('process.js', import.meta.url);

/** Measures every workload of a suite, each in processes of its own. */
export async function runSuite(
  suite: Suite,
  plan: SpeedPlan,
  tell: (line: string) => void,
): Promise<WorkloadRounds[]> {
  const files = suite.workloads.map(({ file }) => file).filter((file) => plan.files.includes(file));
  const collected = new Map<string, WorkloadRounds>();
  for (let done = 0; done < plan.rounds; done += plan.roundsEach) {
    const rounds = Math.min(plan.roundsEach, plan.rounds - done);
    for (const file of files) {
      tell(`speed ${done + rounds}/${plan.rounds}: ${suite.name}, ${file}`);
      const measured = await inOwnProcess<WorkloadRounds>(PROCESS, {
        args: [suite.name, file, String(rounds), plan.names.join(',')],
        nodeOptions: ['--expose-gc'],
      });
      const before = collected.get(file)?.rounds ?? [];
      collected.set(file, { ...measured, rounds: [...before, ...measured.rounds] });
    }
  }
  return [...collected.values()];
}
