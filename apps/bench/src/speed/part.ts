import type { RunPart } from '../part.js';
import { type SuiteResults, speedReport } from './report.js';
import { runSuite } from './run-speed.js';
import { suites } from './suites/index.js';

export const run: RunPart = async (plan, { tell, madeBy }) => {
  const { full, only, contestants } = plan;
  const rounds = plan.rounds ?? (full ? 300 : 15);
  const speed = { rounds, roundsEach: full ? 10 : 5, only, contestants };
  const results: SuiteResults[] = [];
  for (const suite of suites) results.push({ suite, results: await runSuite(suite, speed, tell) });
  return speedReport(results, madeBy);
};
