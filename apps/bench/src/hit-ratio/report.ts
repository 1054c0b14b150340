import type { EChartsOption } from 'echarts';
import { colourOf, type Picture } from '../report/chart.js';
import { page, picture, table } from '../report/markdown.js';
import type { PartReport } from '../report/publish.js';
import type { FloodResult } from './floods.js';
import { belady } from './policies/belady.js';
import { lru } from './policies/lru.js';
import { ours } from './policies/ours.js';
import type { HitRatioCell } from './run-hit-ratio.js';

const METHOD = `Our figure is that of the cache itself, asked by \`getOrFetch\`; the others are models of the published algorithms. Every
trace is replayed at several sizes, each a share of the trace's keys. The optimum is Bélády's, which knows the future and may
decline to keep what it has just fetched: no cache reaches it.`;

const SOURCES = `*scarab-recs*: product recommendations, Scarab Research, from the simulator of [Caffeine](https://github.com/ben-manes/caffeine) (Apache-2.0). *orm-busy*,
*web07*: an e-commerce application's objects, and requests to a product page, © headissue GmbH, Jens Wilke, CC BY 4.0. *oltp*: a CODASYL database,
of Megiddo & Modha, "ARC", FAST '03. *sprite*, *loop*: of Jiang & Zhang, "LIRS", SIGMETRICS '02. The traces themselves are not kept here; name their directory in \`SAMEFLIGHT_TRACES\`.`;

const SUITED = `A loop longer than the cache defeats every policy that trusts the past: there a ratio of 0 is LRU's too.`;

const GOAL_WEB = 0.85;
const GOAL_LRU = 0.97;
const GOAL_FLOOD = 0.95;

export function hitRatioReport(
  cells: readonly HitRatioCell[],
  floods: readonly FloodResult[],
  madeBy: string,
): PartReport {
  const policies = Object.keys(cells[0]?.ratios ?? {});
  const rivals = policies.filter((name) => name !== belady.name);
  const traces = [...new Set(cells.map(({ trace }) => trace))];
  return {
    name: 'hit-ratio',
    pictures: { 'hit-ratio.svg': lines(cells, traces, policies) },
    text: page(
      '# Hit ratio',
      madeBy,
      METHOD,
      '## Share of the optimum, averaged over the sizes',
      table(
        ['traces', ...rivals],
        [
          ...summaries(cells).map(([name, chosen]) => [
            `**${name}**`,
            ...rivals.map((policy) => mean(chosen, policy).toFixed(3)),
          ]),
          ...traces.map((trace) => [
            trace,
            ...rivals.map((policy) =>
              mean(
                cells.filter((cell) => cell.trace === trace),
                policy,
              ).toFixed(3),
            ),
          ]),
        ],
      ),
      verdicts(cells),
      SUITED,
      picture('Hit ratio by size of the cache, one picture a trace', 'hit-ratio.svg'),
      '## Hit ratio of honest traffic that is kept under a flood',
      'Honest callers ask for 5,000 keys by zipf; a flood of other keys comes in between. What is left of the honest hit ratio, caches of 1,000 entries:',
      floodTable(floods),
      floodVerdict(floods),
      '## Every cell',
      cellTable(cells, policies),
      traces.includes('oltp') ? SOURCES : '',
    ),
  };
}

function summaries(cells: readonly HitRatioCell[]): [string, readonly HitRatioCell[]][] {
  const web = cells.filter(({ kind }) => kind === 'web');
  const recorded = cells.filter(({ kind, trace }) => kind !== 'generated' && trace !== 'loop');
  const generated = cells.filter(({ kind }) => kind === 'generated');
  const all: [string, readonly HitRatioCell[]][] = [
    ['web and application', web],
    ['all recorded but the loop', recorded],
    ['generated', generated],
  ];
  return all.filter(([, chosen]) => chosen.length > 0);
}

function mean(cells: readonly HitRatioCell[], policy: string): number {
  const shares = cells.map(
    ({ ratios }) => (ratios[policy] as number) / (ratios[belady.name] as number),
  );
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function verdicts(cells: readonly HitRatioCell[]): string {
  const web = cells.filter(({ kind }) => kind === 'web');
  const toLru = cells
    .filter(({ ratios }) => (ratios[lru.name] as number) > 0)
    .map(({ ratios }) => (ratios[ours.name] as number) / (ratios[lru.name] as number));
  const worst = Math.min(...toLru);
  const floor = `Worst cell beside LRU: **${worst.toFixed(3)}** (goal ≥ ${GOAL_LRU}${worst >= GOAL_LRU ? ' ✓' : ''}).`;
  if (web.length === 0) return floor;
  const share = mean(web, ours.name);
  return `Ours on web and application traces: **${share.toFixed(3)}** of the optimum (goal ≥ ${GOAL_WEB}${share >= GOAL_WEB ? ' ✓' : ''}). ${floor}`;
}

function floodTable(floods: readonly FloodResult[]): string {
  const names = Object.keys(floods[0]?.kept ?? {});
  const worst = names.map((name) => worstOf(floods, name).toFixed(2));
  return table(
    ['flood', ...names],
    [
      ...floods.map(({ flood, kept }) => [
        flood,
        ...names.map((name) => (kept[name] as number).toFixed(2)),
      ]),
      ['**worst**', ...worst],
    ],
  );
}

function floodVerdict(floods: readonly FloodResult[]): string {
  const worst = worstOf(floods, 'sameflight');
  return `Goal: ≥ ${GOAL_FLOOD}${worst >= GOAL_FLOOD ? ' ✓' : ''}.`;
}

function worstOf(floods: readonly FloodResult[], name: string): number {
  return Math.min(...floods.map(({ kept }) => kept[name] as number));
}

function cellTable(cells: readonly HitRatioCell[], policies: readonly string[]): string {
  return table(
    ['trace', 'entries', ...policies],
    cells.map(({ trace, capacity, ratios }) => [
      trace,
      capacity.toLocaleString('en-US'),
      ...policies.map((policy) => (ratios[policy] as number).toFixed(3)),
    ]),
  );
}

const COLUMNS = 3;
const CELL = { width: 400, height: 260 };

function lines(
  cells: readonly HitRatioCell[],
  traces: readonly string[],
  policies: readonly string[],
): Picture {
  const places = traces.map((_, index) => ({
    left: (index % COLUMNS) * CELL.width + 50,
    top: Math.floor(index / COLUMNS) * CELL.height + 50,
    width: CELL.width - 80,
    height: CELL.height - 90,
  }));
  const series: EChartsOption['series'] = traces.flatMap((trace, index) =>
    policies.map((policy, order) => ({
      name: policy,
      type: 'line' as const,
      xAxisIndex: index,
      yAxisIndex: index,
      symbolSize: 4,
      z: policy === ours.name ? 5 : 2,
      lineStyle: { width: policy === ours.name ? 3 : 1.5 },
      itemStyle: { color: colourOf(order) },
      data: cells
        .filter((cell) => cell.trace === trace)
        .map(({ capacity, ratios }) => [capacity, ratios[policy] as number]),
    })),
  );
  return {
    width: COLUMNS * CELL.width,
    height: Math.ceil(traces.length / COLUMNS) * CELL.height + 60,
    option: {
      title: traces.map((trace, index) => ({
        text: trace,
        left: places[index]?.left ?? 0,
        top: (places[index]?.top ?? 0) - 35,
        textStyle: { fontSize: 13 },
      })),
      legend: { bottom: 0 },
      grid: places,
      xAxis: traces.map((_, index) => ({
        type: 'log' as const,
        gridIndex: index,
        min: 'dataMin' as const,
      })),
      yAxis: traces.map((_, index) => ({ type: 'value' as const, gridIndex: index, min: 0 })),
      series,
    },
  };
}
