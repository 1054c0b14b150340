import { contestants } from '../contestants/index.js';
import type { RunPart } from '../part.js';
import { memoryReport } from './report.js';
import { runMemory } from './run-memory.js';

const MINUTE = 60_000;

export const run: RunPart = async ({ full }, { tell, madeBy }) => {
  const plan = {
    names: contestants.map(({ name }) => name),
    entries: 1e6,
    uniqueKeys: full ? 5e6 : 3e5,
    imports: full ? 51 : 15,
    pauses: full ? 9 : 1,
    patience: full ? 30 * MINUTE : MINUTE / 3,
  };
  return memoryReport(await runMemory(plan, tell), madeBy);
};
