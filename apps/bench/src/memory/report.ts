import { figure, page, picture, table } from '../report/markdown.js';
import type { PartReport } from '../report/publish.js';
import { ratioOf } from '../speed/ratios.js';
import { spreadCell } from '../speed/spread-cell.js';
import { bars } from './bars.js';
import { findings } from './findings.js';
import { pauseRatio } from './pauses.js';
import type { ByName, MemoryResults } from './run-memory.js';

const METHOD = `Every figure comes from a process of its own, after the garbage was collected. Where a cell is empty the library does not offer it,
or took longer than this run had patience for. Bytes are those of this Node on 64 bits; read them beside the bare \`Map\`, which is the floor, and the
*limit*, a \`Map\` of promises.`;

const VERBS = ['store', 'clear', 'invalidateTag'] as const;

const KEYS_IN_FLIGHT = '200,000';

/** Memory, pauses, import time and size. */
export function memoryReport(results: MemoryResults, madeBy: string): PartReport {
  const { perEntry, perWaiter, inFlight, growth, pauses, imports, sizes, plan } = results;
  const entries = plan.entries.toLocaleString('en-US');
  return {
    name: 'memory',
    title: 'Memory, pauses and size',
    madeBy,
    findings: findings(results),
    pictures: { 'memory.svg': bars(results) },
    body: page(
      '## How it is measured',
      METHOD,
      `## Bytes an entry, at ${entries} entries`,
      'The key, of some fifteen characters, is counted; the value is one object for all. Ours makes an entry’s promise at its first hit.',
      table(
        ['contestant', 'stored', 'after the first hit', 'after churn'],
        rowsOf(perEntry, (each) => [each.filled, each.afterFirstHit, each.afterChurn]),
      ),
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
      `## MiB by which the heap grew over ${plan.uniqueKeys.toLocaleString('en-US')} keys that came once, one call in 17 failing`,
      table(
        ['contestant', 'grown by'],
        rowsOf(growth, (each) => [each.grown]),
      ),
      `## Longest pause of the event loop by one call, at ${entries} entries`,
      'As multiples of the longest that a bare `Map` makes when it is stored to under churn: V8 rehashes one large `Map` at a time. The collector’s pauses are in it as well.',
      table(
        ['contestant', 'store', 'clear', 'invalidate a tag'],
        Object.keys(pauses[0] ?? {}).map((name) => [
          name,
          ...VERBS.map((verb) => spreadCell(pauseRatio(pauses, name, verb))),
        ]),
      ),
      '## Import time and size',
      `Time to import, in a fresh process, as a multiple of lru-cache’s, over ${plan.imports} rounds; kB of the package and all it needs, minified and compressed by gzip.`,
      table(
        ['package', 'import', 'min+gzip, kB'],
        Object.keys(sizes).map((name) => [
          name,
          spreadCell(ratioOf(imports, name, 'lru-cache')),
          shown((sizes[name] ?? 0) / 1_000),
        ]),
      ),
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
  );
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
