import { SAMEFLIGHT } from '../contestants/sameflight.js';
import { atLeast, type Finding } from '../report/finding.js';
import type { FloodResult } from './floods.js';
import { belady } from './policies/belady.js';
import { lru } from './policies/lru.js';
import { ours } from './policies/ours.js';
import type { HitRatioCell } from './run-hit-ratio.js';

const GOAL_WEB = 0.85;
const GOAL_LRU = 0.97;
const GOAL_FLOOD = 0.95;

/** Our shares, beside what we mean to reach. */
export function findings(
  cells: readonly HitRatioCell[],
  floods: readonly FloodResult[],
): Finding[] {
  const web = cells.filter(({ kind }) => kind === 'web');
  const share = mean(web, ours.name);
  const worst = Math.min(...besideLru(cells));
  const kept = worstOf(floods, SAMEFLIGHT);
  const recorded: Finding[] = [
    {
      what: 'share of the optimum on web and application traces',
      measured: share.toFixed(3),
      goal: atLeast(GOAL_WEB, share),
    },
  ];
  return [
    ...(web.length === 0 ? [] : recorded),
    {
      what: 'hit ratio ÷ LRU’s, where it is worst',
      measured: worst.toFixed(3),
      goal: atLeast(GOAL_LRU, worst),
    },
    {
      what: 'hit ratio of honest traffic that is kept under the worst flood',
      measured: kept.toFixed(3),
      goal: atLeast(GOAL_FLOOD, kept),
    },
  ];
}

function besideLru(cells: readonly HitRatioCell[]): number[] {
  return cells
    .filter(({ ratios }) => (ratios[lru.name] as number) > 0)
    .map(({ ratios }) => (ratios[ours.name] as number) / (ratios[lru.name] as number));
}

/** The share of the optimum, averaged over the cells. */
export function mean(cells: readonly HitRatioCell[], policy: string): number {
  const shares = cells.map(
    ({ ratios }) => (ratios[policy] as number) / (ratios[belady.name] as number),
  );
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** What is left of the honest hit ratio under the flood that a contestant stands worst. */
export function worstOf(floods: readonly FloodResult[], name: string): number {
  return Math.min(...floods.map(({ kept }) => kept[name] as number));
}
