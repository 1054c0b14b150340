import type { RunPart } from '../part.js';
import { type SuiteResults, speedReport } from './report.js';
import { runSuite } from './run-speed.js';
import { suites } from './suites/index.js';

export const run: RunPart = async ({ full, only }, { tell, madeBy }) => {
  const plan = { processes: full ? 30 : 3, roundsEach: full ? 10 : 5, only };
  const results: SuiteResults[] = [];
  for (const suite of suites) results.push({ suite, results: await runSuite(suite, plan, tell) });
  return speedReport(results, madeBy);
};
