import { SAMEFLIGHT } from '../contestants/sameflight.js';
import { colourOf, type Picture } from '../report/chart.js';
import { figure, page, picture, table } from '../report/markdown.js';
import type { PartReport } from '../report/publish.js';
import type { ByName, MemoryResults } from './run-memory.js';

const METHOD = `Every figure comes from a process of its own, after the garbage was collected. Where a cell is empty the library does not offer it,
or took longer than this run had patience for. Bytes are those of this Node on 64 bits; read them beside the bare \`Map\`, which is the floor, and the
*limit*, a \`Map\` of promises.`;

const GOALS = {
  filled: 140,
  afterChurn: 170,
  waiter: 1,
  inFlight: 210,
  growth: 1,
  importTime: 2.5,
  size: 8_000,
};

const KEYS_IN_FLIGHT = '200,000';

/** Memory, pauses, import time and size. */
export function memoryReport(results: MemoryResults, madeBy: string): PartReport {
  const { perEntry, perWaiter, inFlight, growth, pauses, importTimes, sizes, plan } = results;
  const entries = plan.entries.toLocaleString('en-US');
  return {
    name: 'memory',
    pictures: { 'memory.svg': bars(results) },
    text: page(
      '# Memory, pauses and size',
      madeBy,
      METHOD,
      `## Bytes an entry, at ${entries} entries`,
      'The key, of some fifteen characters, is counted; the value is one object for all. Ours makes an entry’s promise at its first hit.',
      table(
        ['contestant', 'stored', 'after the first hit', 'after churn'],
        rowsOf(perEntry, (each) => [each.filled, each.afterFirstHit, each.afterChurn]),
      ),
      goal('stored', perEntry[SAMEFLIGHT]?.filled, GOALS.filled),
      goal('after churn', perEntry[SAMEFLIGHT]?.afterChurn, GOALS.afterChurn),
      picture('Bytes an entry, by contestant', 'memory.svg'),
      fieldsSection(results),
      '## Bytes a waiter, and MiB in flight',
      `A waiter is a caller who joins a call that is in flight. The next columns are what ${KEYS_IN_FLIGHT} keys in flight take in MiB, and what is left when they have landed.`,
      table(
        ['contestant', 'a waiter', 'with a signal', 'in flight', 'left'],
        plan.names.map((name) => [
          name,
          shown(perWaiter[name]?.plain),
          shown(perWaiter[name]?.withSignal),
          shown(inFlight[name]?.aloft),
          shown(inFlight[name]?.left),
        ]),
      ),
      goal('bytes a waiter', perWaiter[SAMEFLIGHT]?.plain, GOALS.waiter),
      goal('MiB in flight', inFlight[SAMEFLIGHT]?.aloft, GOALS.inFlight),
      `## MiB by which the heap grew over ${plan.uniqueKeys.toLocaleString('en-US')} keys that came once, one call in 17 failing`,
      table(
        ['contestant', 'grown by'],
        rowsOf(growth, (each) => [each.grown]),
      ),
      goal('MiB', growth[SAMEFLIGHT]?.grown, GOALS.growth),
      `## Longest pause of the event loop by one call, in milliseconds, at ${entries} entries`,
      'Storing under churn is bounded by V8, which rehashes one large `Map` at a time; the collector’s pauses are in it as well.',
      table(
        ['contestant', 'store', 'clear', 'invalidate a tag'],
        rowsOf(pauses, (each) => [each.store, each.clear, each.invalidateTag]),
      ),
      '## Import time and size',
      'Milliseconds to import, in a fresh process, median of several; kB of the package and all it needs, minified and compressed by gzip.',
      table(
        ['package', 'import, ms', 'min+gzip, kB'],
        Object.keys(sizes).map((name) => [
          name,
          shown(importTimes[name]),
          shown((sizes[name] ?? 0) / 1_000),
        ]),
      ),
      goal('ms to import', importTimes[SAMEFLIGHT], GOALS.importTime),
      goal('bytes of min+gzip', sizes[SAMEFLIGHT], GOALS.size),
    ),
  };
}

function fieldsSection({ fields }: MemoryResults): string {
  if (fields === undefined) return '';
  return page(
    'What each optional thing adds to an entry of ours, in bytes:',
    table(
      ['field', 'bytes'],
      Object.entries(fields).map(([name, bytes]) => [name, shown(Math.max(bytes, 0))]),
    ),
  ).trimEnd();
}

function rowsOf<Measured>(
  measured: ByName<Measured>,
  columns: (each: Measured) => readonly (number | undefined)[],
): string[][] {
  return Object.entries(measured).map(([name, each]) => [name, ...columns(each).map(shown)]);
}

function shown(value: number | undefined): string {
  return value === undefined ? '–' : figure(value);
}

function goal(what: string, value: number | undefined, most: number): string {
  if (value === undefined) return '';
  const isMet = value <= most;
  return `Ours, ${what}: **${figure(value)}** (goal ≤ ${figure(most)}${isMet ? ' ✓' : ''}).`;
}

function bars({ perEntry }: MemoryResults): Picture {
  const names = Object.keys(perEntry).reverse();
  return {
    width: 800,
    height: 80 + names.length * 30,
    option: {
      title: { text: 'Bytes an entry', left: 'center' },
      legend: { bottom: 0 },
      grid: { left: 150, right: 30, top: 40, bottom: 50 },
      xAxis: { type: 'value' },
      yAxis: { type: 'category', data: names },
      series: [
        { name: 'stored', key: 'filled' as const },
        { name: 'after the first hit', key: 'afterFirstHit' as const },
        { name: 'after churn', key: 'afterChurn' as const },
      ].map(({ name, key }, index) => ({
        name,
        type: 'bar' as const,
        itemStyle: { color: colourOf(index + 1) },
        data: names.map((contestant) => Math.round(perEntry[contestant]?.[key] ?? 0)),
      })),
    },
  };
}
