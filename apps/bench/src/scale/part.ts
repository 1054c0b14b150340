import { contestants } from '../contestants/index.js';
import type { RunPart } from '../part.js';
import { scaleReport } from './report.js';
import { runScale, type ScalePlan } from './run-scale.js';

const FEW = ['sameflight', 'limit', 'lru-cache', 'p-memoize'];

export const run: RunPart = async (plan, { tell, madeBy }) => {
  const { full, rounds: count = full ? 50 : 9 } = plan;
  const roundsEach = full ? 5 : 3;
  const rounds = { processes: Math.ceil(count / roundsEach), roundsEach };
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
