import { type Finding, goalCell } from '../report/finding.js';
import { figure, page, picture, table } from '../report/markdown.js';
import type { PartReport } from '../report/publish.js';
import { dotPlot } from './dot-plot.js';
import { baseOf, ratioOf } from './ratios.js';
import type { WorkloadRounds } from './rounds.js';
import { spreadCell } from './spread-cell.js';
import { findingsOf, type Standing, standingOf } from './standing.js';
import type { Suite } from './suites/suite.js';

export interface SuiteResults {
  readonly suite: Suite;
  readonly results: readonly WorkloadRounds[];
}

export interface Heading {
  readonly name: string;
  readonly title: string;
  readonly madeBy: string;
  /** What is particular to how it is measured. */
  readonly method?: string;
}

const METHOD = `Each row is measured in processes of its own, by [tinybench](https://github.com/tinylibs/tinybench). In each round every contestant
has one turn; the figure is the median over the rounds of the quotient of two contestants *in the same round*, with the
interval that holds the true median in 95 of 100 cases. What is timed, unless a row says otherwise, is the processor's work for the process, the
garbage collector's included, so that whatever else the machine does counts little. Each contestant runs its own copy of the workload's code, so that
the compiler treats it as the only one there is. Times in themselves would say more about the machine than about a library.

*Best peer* is the other library with the least median time in that row. Smaller is better.`;

/** Ratios of every workload, ours first, then everybody's. */
export function speedReport(
  { method = '', ...heading }: Heading,
  all: readonly SuiteResults[],
): PartReport {
  return {
    ...heading,
    findings: all.flatMap((one) => findings(one, all.length > 1)),
    pictures: Object.fromEntries(
      all.map(({ suite, results }) => [pictureOf(suite), dotPlot(suite, results)]),
    ),
    body: page('## How it is measured', method, METHOD, ...all.flatMap(section)),
  };
}

// Where there are goals, what has none is told further down only.
function findings({ suite, results }: SuiteResults, isOneOfMany: boolean): Finding[] {
  const found = results.flatMap((result) => findingsOf(standingOf(suite, result)));
  const withGoals = found.filter(({ goal }) => goal !== undefined);
  const told = withGoals.length > 0 ? withGoals : found;
  return told.map((one) => (isOneOfMany ? { ...one, what: `${suite.name}: ${one.what}` } : one));
}

function section({ suite, results }: SuiteResults): string[] {
  const names = Object.keys(Object.assign({}, ...results.map(({ rounds }) => rounds[0])));
  const count = Math.min(...results.map(({ rounds }) => rounds.length));
  return [
    `## ${suite.title}`,
    `*${suite.limit.name}* is ${suite.limit.is}. ${count} rounds a row.`,
    table(
      ['workload', `÷ ${suite.limit.name}`, 'goal', 'best peer', '÷ best peer', 'goal'],
      results.map((result) => oursRow(standingOf(suite, result))),
    ),
    picture(`Time of each contestant, as a multiple of ${suite.limit.name}`, pictureOf(suite)),
    `Everybody, as multiples of *${suite.limit.name}*, or of the fastest where that has no such verb:`,
    table(
      ['workload', ...names],
      results.map((result) => [
        standingOf(suite, result).what,
        ...names.map((other) => {
          const ratio = ratioOf(result.rounds, other, baseOf(result.rounds, suite.limit.name));
          return ratio === undefined ? '–' : figure(ratio.median);
        }),
      ]),
    ),
  ];
}

function oursRow({ what, toLimit, limitGoal, best, toBest, bestGoal }: Standing): string[] {
  const toOthers = [best ?? '–', spreadCell(toBest), goalCell(bestGoal)];
  return [what, spreadCell(toLimit), goalCell(limitGoal), ...toOthers];
}

function pictureOf({ name }: Suite): string {
  return `speed-${name}.svg`;
}
