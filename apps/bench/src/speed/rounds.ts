import { Bench } from 'tinybench';
import type { Contestant } from '../contestants/contestant.js';
import type { Batch, Workload } from './workload.js';

/** Nanoseconds an operation took, by contestant. */
export type Round = Readonly<Record<string, number>>;

export interface WorkloadRounds {
  readonly file: string;
  readonly name: string;
  readonly per: string;
  readonly rounds: readonly Round[];
}

/** Rounds before the first that counts, in which the compiler gets to know the code. */
const WARM_UP_ROUNDS = 3;

/** Milliseconds that a contestant is measured for in one round, and runs that he makes at the least. */
const TIME = 20;
const LEAST_RUNS = 2;

interface Lane {
  readonly name: string;
  measure(): Promise<number>;
}

/** Measures one workload on all contestants in turn, round after round. */
export async function runRounds(
  file: string,
  workloadFor: (contestant: Contestant) => Promise<Workload>,
  contestants: readonly Contestant[],
  count: number,
): Promise<WorkloadRounds> {
  const lanes: Lane[] = [];
  let described: Workload | undefined;
  for (const contestant of contestants) {
    const workload = await workloadFor(contestant);
    described ??= workload;
    const batch = await workload.open(contestant);
    if (batch !== undefined) lanes.push(laneOf(contestant.name, batch));
  }
  globalThis.gc?.();
  const rounds: Round[] = [];
  for (let round = -WARM_UP_ROUNDS; round < count; round++) {
    const measured = await runRound(lanes, round + WARM_UP_ROUNDS);
    if (round >= 0) rounds.push(measured);
  }
  return { file, name: described?.name ?? file, per: described?.per ?? 'call', rounds };
}

function laneOf(name: string, batch: Batch): Lane {
  const isAsync = batch.run.constructor.name === 'AsyncFunction';
  const bench = new Bench({ time: TIME, iterations: LEAST_RUNS, warmup: false, throws: true });
  bench.add(name, () => batch.run(), {
    async: isAsync,
    beforeEach: () => batch.before?.(),
    afterEach: () => batch.after?.(),
  });
  return {
    name,
    async measure() {
      globalThis.gc?.({ type: 'minor' });
      bench.reset();
      const [task] = await bench.run();
      const result = task?.result;
      if (result?.state !== 'completed') throw new Error(`${name} did not complete`);
      return (result.latency.p50 * 1e6) / batch.operations;
    },
  };
}

async function runRound(lanes: readonly Lane[], turn: number): Promise<Round> {
  const round: Record<string, number> = {};
  for (const { name } of lanes) round[name] = Number.NaN;
  for (const { name, measure } of rotated(lanes, turn)) round[name] = await measure();
  return round;
}

// Nobody always follows the same neighbour.
function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
