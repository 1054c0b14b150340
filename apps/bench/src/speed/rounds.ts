import { Bench } from 'tinybench';
import type { Named } from './suites/suite.js';
import type { Batch, Clock, Workload } from './workload.js';

/** Nanoseconds an operation took, by contestant. */
export type Round = Readonly<Record<string, number>>;

export interface WorkloadRounds {
  readonly file: string;
  readonly name: string;
  readonly per: string;
  readonly rounds: readonly Round[];
}

/** Milliseconds of work in which the compiler gets to know a contestant's code, before the first round that counts. */
const WARM_UP_TIME = 250;

/** Milliseconds that a contestant is measured for in one round: longer by the clock on the wall, which sees what else the machine does. */
const TIME: Readonly<Record<Clock, number>> = { processor: 20, wall: 100 };

/** Whoever takes so many times longer than the fastest is measured in the first round only: nobody waits for the third digit. */
const FAR_BEHIND = 25;

const clocks: Readonly<Record<Clock, () => number>> = {
  processor: processorTime,
  wall: () => performance.now(),
};

interface Lane {
  readonly name: string;
  measure(): Promise<number>;
}

export interface RoundsPlan<Who extends Named> {
  /** The workload's file. */
  readonly file: string;
  readonly contestants: readonly Who[];
  /** Who is measured in every round, however far behind. */
  readonly ours: string;
  readonly count: number;
  workloadFor(contestant: Who): Promise<Workload<Who>>;
}

/** Measures one workload on all contestants in turn, round after round. */
export async function runRounds<Who extends Named>({
  file,
  contestants,
  ours,
  count,
  workloadFor,
}: RoundsPlan<Who>): Promise<WorkloadRounds> {
  const lanes: Lane[] = [];
  let described: Workload<Who> | undefined;
  for (const contestant of contestants) {
    const workload = await workloadFor(contestant);
    described ??= workload;
    const batch = await workload.open(contestant);
    if (batch !== undefined)
      lanes.push(laneOf(contestant.name, batch, workload.clock ?? 'processor'));
  }
  globalThis.gc?.();
  const isNear = await warmUp(lanes);
  const near = lanes.filter((lane) => lane.name === ours || isNear(lane));
  const rounds: Round[] = [];
  for (let round = 0; round < count; round++)
    rounds.push(await runRound(round === 0 ? lanes : near, round));
  return { file, name: described?.name ?? file, per: described?.per ?? 'call', rounds };
}

// Says who is not far behind the fastest.
async function warmUp(lanes: readonly Lane[]): Promise<(lane: Lane) => boolean> {
  const times = new Map<Lane, number>();
  for (const lane of lanes) {
    const end = processorTime() + WARM_UP_TIME;
    do times.set(lane, await lane.measure());
    while (processorTime() < end);
  }
  const fastest = Math.min(...times.values());
  return (lane) => (times.get(lane) as number) < FAR_BEHIND * fastest;
}

function laneOf(name: string, batch: Batch, clock: Clock): Lane {
  const isAsync = batch.run.constructor.name === 'AsyncFunction';
  const bench = new Bench({
    now: clocks[clock],
    time: TIME[clock],
    iterations: 1,
    warmup: false,
    throws: true,
  });
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

// Milliseconds that processors have worked for us, the collector included: what other processes take does not count.
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
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
