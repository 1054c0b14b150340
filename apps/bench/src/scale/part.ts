import { contestants } from '../contestants/index.js';
import type { RunPart } from '../part.js';
import { scaleReport } from './report.js';
import { runScale, type ScalePlan } from './run-scale.js';

const FEW = ['sameflight', 'limit', 'lru-cache', 'p-memoize'];

export const run: RunPart = async ({ full }, { tell, madeBy }) => {
  const rounds = full ? { processes: 10, roundsEach: 5 } : { processes: 3, roundsEach: 3 };
  const entries = full ? [1e3, 1e4, 1e5, 1e6, 1e7] : [1e3, 1e4, 1e5, 1e6];
  const waiters = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];
  const quick = FEW.concat('async-cache-dedupe');
  const everyone = contestants.map(({ name }) => name);
  const plans: ScalePlan[] = [
    { file: 'hits', sizes: entries, names: FEW, ...rounds },
    { file: 'misses', sizes: entries, names: FEW, ...rounds },
    { file: 'waiters', sizes: waiters, names: full ? everyone : quick, ...rounds },
  ];
  return scaleReport(await runScale(plans, tell), madeBy);
};
