import Table from 'cli-table3';
import colors from 'picocolors';
import { type Comparison, coalescingHeld } from './compare.js';
import type { Figures } from './lane.js';

type Row = readonly [label: string, value: (figures: Figures) => string];

const rows: readonly Row[] = [
  ['client requests', ({ requests }) => count(requests)],
  ['upstream calls', ({ upstreamCalls }) => count(upstreamCalls)],
  ['calls saved', (figures) => `${count(figures.callsSaved)} (${savedPercent(figures)} %)`],
  ['calls at once for one key, at most', ({ mostAtOnce }) => count(mostAtOnce)],
  ['answered', ({ answered }) => count(answered)],
  ['failed (upstream refused or broke)', ({ failed }) => count(failed)],
  ['latency p50', ({ latencies }) => milliseconds(latencies.p50)],
  ['latency p95', ({ latencies }) => milliseconds(latencies.p95)],
  ['latency p99', ({ latencies }) => milliseconds(latencies.p99)],
];

/** Both lanes side by side. */
export function tableOf({ without, withSameflight }: Comparison): string {
  const table = new Table({
    head: ['', 'without', colors.green('with Sameflight')],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const [label, value] of rows) table.push([label, value(without), value(withSameflight)]);
  return table.toString();
}

/** Both lanes in one line, for an output that cannot be redrawn. */
export function lineOf({ without, withSameflight }: Comparison): string {
  const lane = ({ requests, upstreamCalls, latencies }: Figures) =>
    `${count(requests)} requests, ${count(upstreamCalls)} upstream calls, p95 ${milliseconds(latencies.p95)}`;
  return `without: ${lane(without)}  |  with: ${lane(withSameflight)}`;
}

/** What it comes to, for someone who reads nothing else. */
export function summaryOf(comparison: Comparison): string {
  const { without, withSameflight } = comparison;
  const held = coalescingHeld(comparison);
  return [
    `${count(withSameflight.requests)} requests cost the upstream ${count(without.upstreamCalls)} calls without Sameflight, ` +
      `and ${colors.bold(count(withSameflight.upstreamCalls))} with it.`,
    `${count(without.failed)} requests failed without it, ${colors.bold(count(withSameflight.failed))} with it.`,
    held
      ? colors.green('Coalescing held: no key was ever fetched twice at the same time.')
      : colors.red(brokenOf(withSameflight)),
  ].join('\n');
}

function brokenOf({ mostAtOnce, wrong, answered }: Figures): string {
  return `Coalescing did not hold: up to ${mostAtOnce} calls at once for one key, ${wrong} wrong answers, ${answered} good ones.`;
}

function savedPercent({ callsSaved, requests }: Figures): number {
  return requests === 0 ? 0 : Math.floor((100 * callsSaved) / requests);
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
