import { atMost, type Finding, type Goal } from '../report/finding.js';
import { fastest, ratioOf, type Spread } from './ratios.js';
import type { WorkloadRounds } from './rounds.js';
import { spreadCell } from './spread-cell.js';
import type { Suite } from './suites/suite.js';

/** How we stand in one workload. */
export interface Standing {
  readonly what: string;
  readonly limit: string;
  readonly toLimit: Spread | undefined;
  readonly limitGoal: Goal | undefined;
  /** The best peer; those who do not cache at all are nobody's peers. */
  readonly best: string | undefined;
  readonly toBest: Spread | undefined;
  readonly bestGoal: Goal | undefined;
}

export function standingOf(suite: Suite, { file, name, per, rounds }: WorkloadRounds): Standing {
  const { ours, limit, bare = [], workloads } = suite;
  const goals = workloads.find((workload) => workload.file === file);
  const besides = [ours, limit.name, ...bare];
  const peers = Object.keys(rounds[0] ?? {}).filter((other) => !besides.includes(other));
  const best = fastest(rounds, peers);
  const toLimit = ratioOf(rounds, ours, limit.name);
  const toBest = best === undefined ? undefined : ratioOf(rounds, ours, best);
  return {
    what: per === 'call' ? name : `${name}, per ${per}`,
    limit: limit.name,
    toLimit,
    limitGoal: goalOf(goals?.limit, toLimit),
    best,
    toBest,
    bestGoal: goalOf(goals?.bestPeer, toBest),
  };
}

/** The same as findings: one a ratio. */
export function findingsOf({ what, limit, best, ...standing }: Standing): Finding[] {
  const { toLimit, limitGoal, toBest, bestGoal } = standing;
  return [
    ...finding(`${what}, ÷ ${limit}`, toLimit, limitGoal),
    ...finding(`${what}, ÷ ${best}, the best peer`, toBest, bestGoal),
  ];
}

function finding(what: string, ratio: Spread | undefined, goal: Goal | undefined): Finding[] {
  if (ratio === undefined) return [];
  const measured = spreadCell(ratio);
  return [goal === undefined ? { what, measured } : { what, measured, goal }];
}

function goalOf(most: number | undefined, ratio: Spread | undefined): Goal | undefined {
  return most === undefined ? undefined : atMost(most, ratio?.median);
}
