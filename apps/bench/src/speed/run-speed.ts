import { inOwnProcess } from '../in-own-process.js';
import type { WorkloadRounds } from './rounds.js';
import type { Suite } from './suites/suite.js';

export interface SpeedPlan {
  /** Processes that each workload is measured in; they differ from start to start. */
  readonly processes: number;
  readonly roundsEach: number;
  /** Workloads whose file names contain this. */
  readonly only: string | undefined;
}

const PROCESS = new URL('process.js', import.meta.url);

/** Measures every workload of a suite, each in processes of its own. */
export async function runSuite(
  { name, workloads }: Suite,
  { processes, roundsEach, only }: SpeedPlan,
  tell: (line: string) => void,
): Promise<WorkloadRounds[]> {
  const files = workloads
    .map(({ file }) => file)
    .filter((file) => only === undefined || file.includes(only));
  const collected = new Map<string, WorkloadRounds>();
  for (let start = 1; start <= processes; start++) {
    for (const file of files) {
      tell(`speed ${start}/${processes}: ${name}, ${file}`);
      const measured = await inOwnProcess<WorkloadRounds>(PROCESS, {
        args: [name, file, String(roundsEach)],
        nodeOptions: ['--expose-gc'],
      });
      const rounds = [...(collected.get(file)?.rounds ?? []), ...measured.rounds];
      collected.set(file, { ...measured, rounds });
    }
  }
  return [...collected.values()];
}
