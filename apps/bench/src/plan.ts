import { parseArgs } from 'node:util';

/** The parts of the benchmark, in the order in which they run. */
export const PARTS = ['behaviour', 'hit-ratio', 'memory', 'scale', 'speed'] as const;

export type PartName = (typeof PARTS)[number];

/** What the command was asked for. */
export interface Plan {
  readonly parts: readonly PartName[];
  /** Hours rather than minutes. */
  readonly full: boolean;
  /** Path of another build of core to measure. */
  readonly core: string | undefined;
  /** Speed: only the workloads whose names contain this. */
  readonly only: string | undefined;
  /** Where the report goes. */
  readonly out: string | undefined;
}

/** @throws {TypeError} for an argument that is not known */
export function readPlan(args: readonly string[]): Plan {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      full: { type: 'boolean', default: false },
      core: { type: 'string' },
      only: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const unknown = positionals.find((name) => !isPart(name));
  if (unknown !== undefined)
    throw new TypeError(`there is no part "${unknown}"; the parts are ${PARTS.join(', ')}`);
  const chosen = PARTS.filter((part) => positionals.length === 0 || positionals.includes(part));
  const { full, core, only, out } = values;
  return { parts: chosen, full, core, only, out };
}

function isPart(name: string): name is PartName {
  return (PARTS as readonly string[]).includes(name);
}
