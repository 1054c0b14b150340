import { LIMIT } from '../contestants/limit.js';
import { SAMEFLIGHT } from '../contestants/sameflight.js';
import { inOwnProcess } from '../in-own-process.js';
import type { Round } from '../speed/rounds.js';
import { bareMap } from './bare-map.js';
import { bundleSize } from './bundle-size.js';
import type { Fields } from './measures/fields.js';
import type { Growth } from './measures/growth.js';
import type { InFlight } from './measures/in-flight.js';
import type { Pauses } from './measures/pauses.js';
import type { PerEntry } from './measures/per-entry.js';
import type { PerWaiter } from './measures/per-waiter.js';
import { entryOf, packages } from './packages.js';

export interface MemoryPlan {
  readonly names: readonly string[];
  readonly entries: number;
  readonly uniqueKeys: number;
  /** Rounds of imports. */
  readonly imports: number;
  /** Rounds of pauses. */
  readonly pauses: number;
  /** Milliseconds for one measure of one contestant; whoever takes longer is left out. */
  readonly patience: number;
}

/** By contestant; whoever took too long, or does not offer it, is absent. */
export type ByName<Measured> = Readonly<Record<string, Measured>>;

export interface MemoryResults {
  readonly plan: MemoryPlan;
  readonly perEntry: ByName<PerEntry>;
  readonly perWaiter: ByName<PerWaiter>;
  readonly inFlight: ByName<InFlight>;
  readonly growth: ByName<Growth>;
  readonly pauses: readonly ByName<Pauses>[];
  readonly fields: Fields | undefined;
  /** Milliseconds. */
  readonly imports: readonly Round[];
  /** Bytes. */
  readonly sizes: ByName<number>;
}

/** Those without whom there is nothing to compare: they are waited for. */
const YARDSTICKS = [SAMEFLIGHT, LIMIT, bareMap.name];
const LONGER = 20;

type Tell = (line: string) => void;

const PROCESS = new URL('process.js', import.meta.url);
const IMPORT_PROCESS = new URL('import-process.js', import.meta.url);

/** Takes every measure of every contestant, each in a process of its own. */
export async function runMemory(plan: MemoryPlan, tell: Tell): Promise<MemoryResults> {
  const { names, entries, uniqueKeys } = plan;
  const floor = [...names, bareMap.name];
  const all = <Measured>(file: string, whom: readonly string[], size = 0) =>
    measureAll<Measured>(plan, file, whom, size, tell);
  const fields = await all<Fields>('fields', [SAMEFLIGHT]);
  const pauses: ByName<Pauses>[] = [];
  for (let round = 0; round < plan.pauses; round++)
    pauses.push(await all('pauses', floor, entries));
  return {
    plan,
    perEntry: await all('per-entry', floor, entries),
    perWaiter: await all('per-waiter', names),
    inFlight: await all('in-flight', names),
    growth: await all('growth', names, uniqueKeys),
    pauses,
    fields: Object.values(fields)[0],
    imports: await importRounds(plan.imports, tell),
    sizes: await bundleSizes(tell),
  };
}

async function measureAll<Measured>(
  { patience }: MemoryPlan,
  file: string,
  names: readonly string[],
  size: number,
  tell: Tell,
): Promise<ByName<Measured>> {
  const measured: Record<string, Measured> = {};
  for (const name of names) {
    tell(`memory: ${file} of ${name}`);
    const result = inOwnProcess<Measured>(PROCESS, {
      args: [file, name, String(size)],
      nodeOptions: ['--expose-gc', '--max-old-space-size=8000'],
      timeout: YARDSTICKS.includes(name) ? LONGER * patience : patience,
    });
    await result.then(
      (value) => {
        measured[name] = value;
      },
      (error: Error) => tell(`left out: ${error.message.split('\n')[0]}`),
    );
  }
  return measured;
}

async function importRounds(count: number, tell: Tell): Promise<Round[]> {
  tell('memory: import times');
  const rounds: Round[] = [];
  for (let index = 0; index < count; index++) {
    const round: Record<string, number> = {};
    for (const [name, path] of Object.entries(packages))
      round[name] = await inOwnProcess<number>(IMPORT_PROCESS, { args: [entryOf(path)] });
    rounds.push(round);
  }
  return rounds;
}

async function bundleSizes(tell: Tell): Promise<ByName<number>> {
  tell('memory: sizes');
  const sizes: Record<string, number> = {};
  for (const [name, path] of Object.entries(packages)) sizes[name] = await bundleSize(path);
  return sizes;
}
