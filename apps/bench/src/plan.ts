import { parseArgs } from 'node:util';

/** The parts of the benchmark, in the order in which they run. */
export const PARTS = [
  'behaviour',
  'hit-ratio',
  'memory',
  'scale',
  'speed',
  'http',
  'nestjs',
  'redis',
] as const;

export type PartName = (typeof PARTS)[number];

/** What the command was asked for. */
export interface Plan {
  readonly parts: readonly PartName[];
  /** Hours rather than minutes. */
  readonly full: boolean;
  /** Path of another build of core to measure. */
  readonly core: string | undefined;
  /** Speed: the workloads, or parts of their names; all of them unless given. */
  readonly only: readonly string[] | undefined;
  /** Speed: who takes part; everyone unless given. */
  readonly contestants: readonly string[] | undefined;
  /** Speed and scale: how many rounds each workload has in all. */
  readonly rounds: number | undefined;
  /** Where the report goes. */
  readonly out: string | undefined;
  readonly help: boolean;
}

export const USAGE: string = `pnpm bench [part …] [options]

Parts, all of them unless some are named: ${PARTS.join(', ')}.

  --full                 hours rather than minutes
  --core <path>          measures another build of core, by the path of its index.js, and prints the report
  --out <directory>      writes the report there, not under docs/benchmarks
  --help                 prints this

For a look at a few rows of speed, http, nestjs and redis. The report lacks the others, so it is printed; --out writes it all the same.

  --only <name,…>        workloads, by name or part of it: hot-hit,miss
  --contestants <name,…> who takes part: sameflight,limit,lru-cache
  --rounds <number>      rounds of each workload, in scale too; below 15 they say little
`;

/** @throws {TypeError} for an argument that is not known, or makes no sense */
export function readPlan(args: readonly string[]): Plan {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      full: { type: 'boolean', default: false },
      core: { type: 'string' },
      only: { type: 'string' },
      contestants: { type: 'string' },
      rounds: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.find((name) => !isPart(name));
  if (unknown !== undefined)
    throw new TypeError(`there is no part "${unknown}"; the parts are ${PARTS.join(', ')}`);
  const { full, core, out, help } = values;
  return {
    parts: PARTS.filter((part) => positionals.length === 0 || positionals.includes(part)),
    full,
    core,
    only: values.only?.split(','),
    contestants: values.contestants?.split(','),
    rounds: readRounds(values.rounds),
    out,
    help,
  };
}

/** Does the report lack rows or contestants that the whole one has, or tell of another core? */
export function isAside({ core, only, contestants }: Plan): boolean {
  return core !== undefined || only !== undefined || contestants !== undefined;
}

function isPart(name: string): name is PartName {
  return (PARTS as readonly string[]).includes(name);
}

function readRounds(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const rounds = Number(given);
  if (Number.isInteger(rounds) && rounds > 0) return rounds;
  throw new TypeError(`--rounds must be a whole number ≥ 1, got "${given}"`);
}
