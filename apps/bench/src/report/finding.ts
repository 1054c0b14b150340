import { figure, table } from './markdown.js';

/** One thing that a part found out about us, beside what we mean to reach. */
export interface Finding {
  readonly what: string;
  readonly measured: string;
  readonly goal?: Goal;
}

export interface Goal {
  /** As a reader sees it: `≤ 1.20`. */
  readonly is: string;
  readonly isMet: boolean;
}

/** @returns the goal of being no more than this */
export function atMost(most: number, measured: number | undefined): Goal {
  return { is: `≤ ${figure(most)}`, isMet: measured !== undefined && measured <= most };
}

/** @returns the goal of being no less than this */
export function atLeast(least: number, measured: number | undefined): Goal {
  return { is: `≥ ${figure(least)}`, isMet: measured !== undefined && measured >= least };
}

/** `≤ 1.20 ✓`, or `✗` where the goal is missed. */
export function goalCell(goal: Goal | undefined): string {
  if (goal === undefined) return '–';
  return `${goal.is} ${goal.isMet ? '✓' : '✗'}`;
}

/** What was found, and how many goals are met. */
export function findingsTable(findings: readonly Finding[]): string {
  const goals = findings.flatMap(({ goal }) => goal ?? []);
  const met = goals.filter(({ isMet }) => isMet).length;
  const rows = findings.map(({ what, measured, goal }) => [what, measured, goalCell(goal)]);
  const all = table(['Sameflight', 'measured', 'goal'], rows);
  return goals.length === 0 ? all : `${met} of ${goals.length} goals met.\n\n${all}`;
}
