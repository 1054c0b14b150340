import { contestants } from '../contestants/index.js';
import type { RunPart } from '../part.js';
import { faults } from './faults/index.js';
import { behaviourReport } from './report.js';
import { runBehaviour } from './run-behaviour.js';

export const run: RunPart = async ({ full }, { tell, madeBy }) => {
  const names = contestants.map(({ name }) => name);
  const results = await runBehaviour(names, full ? 20_000 : 2_000, tell);
  return behaviourReport(results, faults, madeBy);
};
