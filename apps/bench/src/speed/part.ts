import type { RunPart } from '../part.js';
import { speedReport } from './report.js';
import { runSuites } from './run-suites.js';
import { core } from './suites/core.js';

export const run: RunPart = async (plan, { tell, madeBy }) => {
  const results = await runSuites([core], plan, tell);
  return speedReport({ name: 'speed', title: 'Speed in memory', madeBy }, results);
};
