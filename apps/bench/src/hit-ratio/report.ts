import { page, picture, table } from '../report/markdown.js';
import type { PartReport } from '../report/publish.js';
import { findings, mean, worstOf } from './findings.js';
import type { FloodResult } from './floods.js';
import { lines } from './lines.js';
import { belady } from './policies/belady.js';
import type { HitRatioCell } from './run-hit-ratio.js';

const METHOD = `Our figure is that of the cache itself, asked by \`getOrFetch\`; the others are models of the published algorithms. Every
trace is replayed at several sizes, each a share of the trace's keys. The optimum is Bélády's, which knows the future and may
decline to keep what it has just fetched: no cache reaches it.`;

const SOURCES = `*scarab-recs*: product recommendations, Scarab Research, from the simulator of [Caffeine](https://github.com/ben-manes/caffeine) (Apache-2.0). *orm-busy*,
*web07*: an e-commerce application's objects, and requests to a product page, © headissue GmbH, Jens Wilke, CC BY 4.0. *oltp*: a CODASYL database,
of Megiddo & Modha, "ARC", FAST '03. *sprite*, *loop*: of Jiang & Zhang, "LIRS", SIGMETRICS '02. The traces themselves are not kept here; name their directory in \`SAMEFLIGHT_TRACES\`.`;

const SUITED = `A loop longer than the cache defeats every policy that trusts the past: there a ratio of 0 is LRU's too.`;

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
    title: 'Hit ratio',
    madeBy,
    findings: findings(cells, floods),
    pictures: { 'hit-ratio.svg': lines(cells, traces, policies) },
    body: page(
      '## Share of the optimum, averaged over the sizes',
      METHOD,
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
      SUITED,
      picture('Hit ratio by size of the cache, one picture a trace', 'hit-ratio.svg'),
      '## Hit ratio of honest traffic that is kept under a flood',
      'Honest callers ask for 5,000 keys by zipf; a flood of other keys comes in between. What is left of the honest hit ratio, caches of 1,000 entries:',
      floodTable(floods),
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
