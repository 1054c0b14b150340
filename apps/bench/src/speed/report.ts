import { figure, page, picture, table } from '../report/markdown.js';
import type { PartReport } from '../report/publish.js';
import { dotPlot } from './dot-plot.js';
import { baseOf, fastest, ratioOf, type Spread } from './ratios.js';
import type { WorkloadRounds } from './rounds.js';
import type { Suite } from './suites/suite.js';

export interface SuiteResults {
  readonly suite: Suite;
  readonly results: readonly WorkloadRounds[];
}

const METHOD = `Each row is measured in processes of its own, by [tinybench](https://github.com/tinylibs/tinybench). In each round every contestant
has one turn; the figure is the median over the rounds of the quotient of two contestants *in the same round*, with the
interval that holds the true median in 95 of 100 cases. What is timed is the processor's work for the process, the
garbage collector's included, so that whatever else the machine does counts little. Each contestant runs its own copy of the workload's code, so that
the compiler treats it as the only one there is. Times in themselves would say more about the machine than about a library.

*Best peer* is the other library with the least median time in that row. Smaller is better; a goal that is met has a ✓.`;

/** Ratios of every workload, ours first, then everybody's. */
export function speedReport(all: readonly SuiteResults[], madeBy: string): PartReport {
  return {
    name: 'speed',
    pictures: Object.fromEntries(
      all.map(({ suite, results }) => [pictureOf(suite), dotPlot(suite, results)]),
    ),
    text: page('# Speed', madeBy, METHOD, ...all.flatMap(section)),
  };
}

function section({ suite, results }: SuiteResults): string[] {
  const names = Object.keys(Object.assign({}, ...results.map(({ rounds }) => rounds[0])));
  const count = Math.min(...results.map(({ rounds }) => rounds.length));
  return [
    `## ${suite.title}`,
    `*${suite.limit.name}* is ${suite.limit.is}. ${count} rounds a row.`,
    table(
      ['workload', '÷ limit', 'goal', 'best peer', '÷ best peer', 'goal'],
      results.map((result) => oursRow(suite, result)),
    ),
    picture('Time of each contestant, as a multiple of the limit, by workload', pictureOf(suite)),
    'Everybody, as multiples of the limit, or of the fastest where the limit has no such verb:',
    table(
      ['workload', ...names],
      results.map(({ name, rounds }) => [
        name,
        ...names.map((other) => {
          const ratio = ratioOf(rounds, other, baseOf(rounds, suite.limit.name));
          return ratio === undefined ? '–' : figure(ratio.median);
        }),
      ]),
    ),
  ];
}

function oursRow({ ours, limit, workloads }: Suite, result: WorkloadRounds): string[] {
  const { name, per, rounds } = result;
  const goal = workloads.find(({ file }) => file === result.file);
  const peers = Object.keys(rounds[0] ?? {}).filter(
    (other) => other !== ours && other !== limit.name,
  );
  const best = fastest(rounds, peers);
  const toLimit = ratioOf(rounds, ours, limit.name);
  const toBest = best === undefined ? undefined : ratioOf(rounds, ours, best);
  return [
    per === 'call' ? name : `${name}, per ${per}`,
    shown(toLimit),
    goalCell(toLimit, goal?.limit),
    best ?? '–',
    shown(toBest),
    goalCell(toBest, goal?.bestPeer),
  ];
}

function shown(ratio: Spread | undefined): string {
  if (ratio === undefined) return '–';
  return `**${figure(ratio.median)}** [${figure(ratio.low)}, ${figure(ratio.high)}]`;
}

function goalCell(ratio: Spread | undefined, goal: number | undefined): string {
  if (goal === undefined) return '–';
  const isMet = ratio !== undefined && ratio.median <= goal;
  return `≤ ${goal.toFixed(2)}${isMet ? ' ✓' : ''}`;
}

function pictureOf({ name }: Suite): string {
  return `speed-${name}.svg`;
}
