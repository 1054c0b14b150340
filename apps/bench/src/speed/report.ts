import type { EChartsOption } from 'echarts';
import { LIMIT } from '../contestants/limit.js';
import { SAMEFLIGHT } from '../contestants/sameflight.js';
import { colourOf, type Picture } from '../report/chart.js';
import { figure, page, picture, table } from '../report/markdown.js';
import type { PartReport } from '../report/publish.js';
import { type Goal, goals } from './goals.js';
import { fastest, ratioOf, type Spread } from './ratios.js';
import type { WorkloadRounds } from './rounds.js';

const METHOD = `Each row is measured in processes of its own, by [tinybench](https://github.com/tinylibs/tinybench). In each round every contestant
has one turn; the figure is the median over the rounds of the quotient of two contestants *in the same round*, with the
interval that holds the true median in 95 of 100 cases. Each contestant runs its own copy of the workload's code, so that
the compiler treats it as the only one there is. Times in themselves would say more about the machine than about a library.

*limit* is a plain \`Map\` of promises with a FIFO bound: no expiry, no features. *Best peer* is the other library with the
least median time in that row. Smaller is better; a goal that is met has a ✓.`;

/** Ratios of every workload, ours first, then everybody's. */
export function speedReport(results: readonly WorkloadRounds[], madeBy: string): PartReport {
  const names = namesIn(results);
  return {
    name: 'speed',
    pictures: { 'speed.svg': dotPlot(results, names) },
    text: page(
      '# Speed',
      madeBy,
      METHOD,
      '## Ours',
      table(
        ['workload', '÷ limit', 'goal', 'best peer', '÷ best peer', 'goal'],
        results.map(oursRow),
      ),
      picture('Time of each contestant, as a multiple of the limit, by workload', 'speed.svg'),
      '## Everybody, as multiples of the limit',
      'Where the limit has no such verb (stale hits), multiples of the fastest.',
      table(
        ['workload', ...names],
        results.map((result) => everyonesRow(result, names)),
      ),
      `Rounds: ${[...new Set(results.map(({ rounds }) => rounds.length))].join(', ')} a row.`,
    ),
  };
}

function oursRow({ file, name, per, rounds }: WorkloadRounds): string[] {
  const goal = goals[file] ?? {};
  const peers = Object.keys(rounds[0] ?? {}).filter(
    (other) => other !== SAMEFLIGHT && other !== LIMIT,
  );
  const best = fastest(rounds, peers);
  const toLimit = ratioOf(rounds, SAMEFLIGHT, LIMIT);
  const toBest = best === undefined ? undefined : ratioOf(rounds, SAMEFLIGHT, best);
  return [
    per === 'call' ? name : `${name}, per ${per}`,
    shown(toLimit),
    goalCell(toLimit, goal.limit),
    best ?? '–',
    shown(toBest),
    goalCell(toBest, goal.bestPeer),
  ];
}

function everyonesRow({ name, rounds }: WorkloadRounds, names: readonly string[]): string[] {
  const base = baseOf(rounds);
  return [
    name,
    ...names.map((other) => {
      const ratio = ratioOf(rounds, other, base);
      return ratio === undefined ? '–' : figure(ratio.median);
    }),
  ];
}

function shown(ratio: Spread | undefined): string {
  if (ratio === undefined) return '–';
  return `**${figure(ratio.median)}** [${figure(ratio.low)}, ${figure(ratio.high)}]`;
}

function goalCell(ratio: Spread | undefined, goal: Goal[keyof Goal]): string {
  if (goal === undefined) return '–';
  const isMet = ratio !== undefined && ratio.median <= goal;
  return `≤ ${goal.toFixed(2)}${isMet ? ' ✓' : ''}`;
}

function baseOf(rounds: WorkloadRounds['rounds']): string {
  const names = Object.keys(rounds[0] ?? {});
  return names.includes(LIMIT) ? LIMIT : (fastest(rounds, names) ?? LIMIT);
}

function namesIn(results: readonly WorkloadRounds[]): string[] {
  const names = new Set(results.flatMap(({ rounds }) => Object.keys(rounds[0] ?? {})));
  return [SAMEFLIGHT, LIMIT, ...[...names].filter((name) => name !== SAMEFLIGHT && name !== LIMIT)];
}

function dotPlot(results: readonly WorkloadRounds[], names: readonly string[]): Picture {
  const rows = [...results].reverse();
  const series: EChartsOption['series'] = names.map((name, index) => ({
    name,
    type: 'scatter',
    symbolSize: name === SAMEFLIGHT ? 14 : 9,
    z: name === SAMEFLIGHT ? 3 : 2,
    itemStyle: { color: colourOf(index), opacity: 0.9 },
    data: rows.flatMap(({ name: row, rounds }) => {
      const ratio = ratioOf(rounds, name, baseOf(rounds));
      return ratio === undefined ? [] : [[ratio.median, row]];
    }),
  }));
  return {
    width: 1_000,
    height: 120 + rows.length * 34,
    option: {
      title: {
        text: 'Time, as a multiple of the limit (logarithmic; left is better)',
        left: 'center',
      },
      legend: { bottom: 0 },
      grid: { left: 290, right: 30, top: 50, bottom: 80 },
      xAxis: { type: 'log', min: 0.5 },
      yAxis: { type: 'category', data: rows.map(({ name }) => name), splitLine: { show: true } },
      series,
    },
  };
}
