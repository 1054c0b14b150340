import { LIMIT } from '../contestants/limit.js';
import { SAMEFLIGHT } from '../contestants/sameflight.js';
import { colourOf, LEGEND, type Picture } from '../report/chart.js';
import { atMost, type Finding } from '../report/finding.js';
import { figure, page, picture, table } from '../report/markdown.js';
import type { PartReport } from '../report/publish.js';
import { ratioOf, spreadOf } from '../speed/ratios.js';
import type { ScaleResult } from './run-scale.js';

const METHOD = `Time per operation at growing sizes. The larger a cache, the less of it fits into the processor's own caches, and the plain \`Map\`
of promises (*limit*) slows down as well: it is the yardstick. A line that is flat against it costs no more than that.`;

const TITLES: Readonly<Record<ScaleResult['file'], string>> = {
  hits: 'Hits on keys drawn at random, by entries',
  misses: 'Misses that are stored and evict, by entries',
  waiters: 'Callers at once on one missing key, per caller',
};

const GOAL = 1.5;
const GOAL_UP_TO = 1e6;

export function scaleReport(results: readonly ScaleResult[], madeBy: string): PartReport {
  const pictures: Record<string, Picture> = {};
  for (const result of results) pictures[`scale-${result.file}.svg`] = lines(result);
  return {
    name: 'scale',
    title: 'Scale',
    madeBy,
    findings: results.map(growth),
    pictures,
    body: page('## How it is measured', METHOD, ...results.flatMap(section)),
  };
}

function section(result: ScaleResult): string[] {
  const title = TITLES[result.file] as string;
  const names = namesOf(result);
  return [
    `## ${title}`,
    'Multiples of the limit, at the same size:',
    table(
      ['contestant', ...result.sizes.map(({ size }) => size.toLocaleString('en-US'))],
      names
        .filter((name) => name !== LIMIT)
        .map((name) => [
          name,
          ...result.sizes.map(({ rounds }) => {
            const ratio = ratioOf(rounds, name, LIMIT);
            return ratio === undefined ? '–' : figure(ratio.median);
          }),
        ]),
    ),
    picture(title, `scale-${result.file}.svg`),
  ];
}

// How many times longer an operation takes at the largest size that the goal speaks of than at the smallest.
function growth({ file, sizes }: ScaleResult): Finding {
  const meant = sizes.filter(({ size }) => size <= GOAL_UP_TO);
  const ours = grownBy(meant, SAMEFLIGHT);
  const limit = grownBy(meant, LIMIT);
  const ends = [meant[0], meant.at(-1)].map((each) => each?.size.toLocaleString('en-US'));
  return {
    what: `${TITLES[file]}, ${ends.join(' to ')}: slowdown beyond the limit’s`,
    measured: `**${figure(ours / limit)}** (${figure(ours)} ÷ ${figure(limit)})`,
    goal: atMost(GOAL, ours / limit),
  };
}

function grownBy(sizes: ScaleResult['sizes'], name: string): number {
  const times = sizes.map(({ rounds }) => spreadOf(rounds.flatMap((round) => round[name] ?? [])));
  return (times.at(-1)?.median ?? Number.NaN) / (times[0]?.median ?? Number.NaN);
}

function namesOf({ sizes }: ScaleResult): string[] {
  return Object.keys(sizes[0]?.rounds[0] ?? {});
}

function lines(result: ScaleResult): Picture {
  return {
    width: 800,
    height: 420,
    option: {
      title: {
        text: TITLES[result.file] as string,
        subtext: 'multiples of the limit; flat is good',
        left: 'center',
      },
      legend: LEGEND,
      grid: { left: 60, right: 30, top: 70, bottom: 70 },
      xAxis: { type: 'log', min: 'dataMin', max: 'dataMax' },
      yAxis: { type: 'log', min: 0.5 },
      series: namesOf(result).map((name, index) => ({
        name,
        type: 'line' as const,
        itemStyle: { color: colourOf(index) },
        lineStyle: { width: name === SAMEFLIGHT ? 3 : 1.5 },
        data: result.sizes.flatMap(({ size, rounds }) => {
          const ratio = ratioOf(rounds, name, LIMIT);
          return ratio === undefined ? [] : [[size, ratio.median]];
        }),
      })),
    },
  };
}
