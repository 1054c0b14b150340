import type { RunPart } from '../part.js';
import { speedReport } from './report.js';
import { runSpeed } from './run-speed.js';

export const run: RunPart = async ({ full, only }, { tell, madeBy }) => {
  const processes = full ? 30 : 5;
  const roundsEach = full ? 10 : 3;
  return speedReport(await runSpeed({ processes, roundsEach, only }, tell), madeBy);
};
