import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { WorkloadRounds } from './rounds.js';
import { workloadFiles } from './workloads/index.js';

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
      const measured = await inOwnProcess(file, plan.roundsEach);
      const rounds = [...(collected.get(file)?.rounds ?? []), ...measured.rounds];
      collected.set(file, { ...measured, rounds });
    }
  }
  return [...collected.values()];
}

async function inOwnProcess(file: string, rounds: number): Promise<WorkloadRounds> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--expose-gc',
      fileURLToPath(new URL('process.js', import.meta.url)),
      `--workload=${file}`,
      `--rounds=${rounds}`,
    ],
    { maxBuffer: 2 ** 26 },
  );
  return JSON.parse(stdout);
}
