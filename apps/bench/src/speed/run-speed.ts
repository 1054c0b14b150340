import { inOwnProcess } from '../in-own-process.js';
import type { WorkloadRounds } from './rounds.js';
import { workloadFiles } from './workloads/index.js';

const PROCESS = new URL('process.js', import.meta.url);

export interface SpeedPlan {
  /** Processes that each workload is measured in; they differ from start to start. */
  readonly processes: number;
  readonly roundsEach: number;
  /** Workloads whose file names contain this. */
  readonly only: string | undefined;
}

/** Measures every workload, each in processes of its own. */
export async function runSpeed(
  plan: SpeedPlan,
  tell: (line: string) => void,
): Promise<WorkloadRounds[]> {
  const files = workloadFiles.filter((file) => plan.only === undefined || file.includes(plan.only));
  const collected = new Map<string, WorkloadRounds>();
  for (let start = 1; start <= plan.processes; start++) {
    for (const file of files) {
      tell(`speed ${start}/${plan.processes} ${file}`);
      const measured = await inOwnProcess<WorkloadRounds>(PROCESS, {
        args: [file, String(plan.roundsEach)],
        nodeOptions: ['--expose-gc'],
      });
      const rounds = [...(collected.get(file)?.rounds ?? []), ...measured.rounds];
      collected.set(file, { ...measured, rounds });
    }
  }
  return [...collected.values()];
}
