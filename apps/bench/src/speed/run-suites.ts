import type { Plan } from '../plan.js';
import { choose } from './choose.js';
import type { SuiteResults } from './report.js';
import { runSuite } from './run-speed.js';
import type { Suite } from './suites/suite.js';

/** Measures suites one after another, as far as the command asked for. */
export async function runSuites(
  suites: readonly Suite[],
  { full, rounds = full ? 300 : 15, only, contestants }: Plan,
  tell: (line: string) => void,
): Promise<SuiteResults[]> {
  const files = suites.flatMap(({ workloads }) => workloads.map(({ file }) => file));
  const everyone = (await Promise.all(suites.map((suite) => suite.contestants()))).flat();
  const plan = {
    rounds,
    roundsEach: full ? 10 : 5,
    files: choose(files, only),
    names: choose(
      everyone.map(({ name }) => name),
      contestants,
    ),
  };
  const results: SuiteResults[] = [];
  for (const suite of suites) results.push({ suite, results: await runSuite(suite, plan, tell) });
  return results;
}
