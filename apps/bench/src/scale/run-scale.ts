import { inOwnProcess } from '../in-own-process.js';
import type { Round, WorkloadRounds } from '../speed/rounds.js';

/** What was measured of one workload at each size. */
export interface ScaleResult {
  readonly file: string;
  readonly sizes: readonly { readonly size: number; readonly rounds: readonly Round[] }[];
}

/** A workload of this part, and who can be measured at all its sizes in reasonable time. */
export interface ScalePlan {
  readonly file: 'hits' | 'misses' | 'waiters';
  readonly sizes: readonly number[];
  readonly names: readonly string[];
  readonly processes: number;
  readonly roundsEach: number;
}

const PROCESS = new URL('process.js', import.meta.url);

/** Measures every workload at every size, each in processes of its own. */
export async function runScale(
  plans: readonly ScalePlan[],
  tell: (line: string) => void,
): Promise<ScaleResult[]> {
  const results: ScaleResult[] = [];
  for (const plan of plans) {
    const sizes: ScaleResult['sizes'][number][] = [];
    for (const size of plan.sizes) {
      tell(`scale: ${plan.file} at ${size.toLocaleString('en-US')}`);
      sizes.push({ size, rounds: await roundsAt(plan, size) });
    }
    results.push({ file: plan.file, sizes });
  }
  return results;
}

async function roundsAt(
  { file, names, processes, roundsEach }: ScalePlan,
  size: number,
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let start = 0; start < processes; start++) {
    const measured = await inOwnProcess<WorkloadRounds>(PROCESS, {
      args: [file, String(size), String(roundsEach), names.join(',')],
      nodeOptions: ['--expose-gc', '--max-old-space-size=14000'],
    });
    rounds.push(...measured.rounds);
  }
  return rounds;
}
