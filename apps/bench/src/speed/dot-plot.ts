import { colourOf, LEGEND, type Picture } from '../report/chart.js';
import { baseOf, ratioOf } from './ratios.js';
import type { WorkloadRounds } from './rounds.js';
import type { Suite } from './suites/suite.js';

const WIDTH_OF_A_LETTER = 6.3;

/** A row a workload, a dot a contestant: how many times the limit’s time it takes. */
export function dotPlot({ ours, limit }: Suite, results: readonly WorkloadRounds[]): Picture {
  const rows = [...results].reverse();
  const names = Object.keys(Object.assign({}, ...results.map(({ rounds }) => rounds[0])));
  const longest = Math.max(...rows.map(({ name }) => name.length));
  const dots = names.map((name) => dotsOf(name, limit.name, rows));
  return {
    width: 1_000,
    height: 140 + rows.length * 34,
    option: {
      title: {
        text: `Time, as a multiple of ${limit.name} (logarithmic; left is better)`,
        left: 'center',
      },
      legend: LEGEND,
      grid: { left: WIDTH_OF_A_LETTER * longest + 20, right: 30, top: 50, bottom: 90 },
      xAxis: { type: 'log', min: leastOf(dots.flat()) },
      yAxis: {
        type: 'category',
        data: rows.map(({ name }) => name),
        splitLine: { show: true },
        axisLabel: { interval: 0 },
      },
      series: names.map((name, index) => ({
        name,
        type: 'scatter',
        symbolSize: name === ours ? 14 : 9,
        z: name === ours ? 3 : 2,
        itemStyle: { color: colourOf(index), opacity: 0.9 },
        data: dots[index] ?? [],
      })),
    },
  };
}

type Dot = [ratio: number, row: string];

function dotsOf(name: string, limit: string, rows: readonly WorkloadRounds[]): Dot[] {
  return rows.flatMap(({ name: row, rounds }) => {
    const ratio = ratioOf(rounds, name, baseOf(rounds, limit));
    return ratio === undefined ? [] : [[ratio.median, row]];
  });
}

// The power of two below all dots.
function leastOf(dots: readonly Dot[]): number {
  const least = Math.min(...dots.map(([ratio]) => ratio));
  return 2 ** Math.min(Math.floor(Math.log2(least * 0.95)), -1);
}
