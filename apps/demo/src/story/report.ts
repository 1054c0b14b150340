import Table from 'cli-table3';
import colors from 'picocolors';
import type { StampedeView } from '../live/snapshot.js';
import type { Scene } from './story.js';
import { isEnough, wasEnough } from './verdict.js';

/** One act in one line. */
export function lineOf(view: StampedeView): string {
  const { part, requests, calls, answered, failed } = view;
  const refused = failed > 0 ? `, ${colors.red(`${count(failed)} failed`)}` : '';
  return `${count(requests)} requests for ${part} → ${colors.bold(callsOf(calls))}; ${count(answered)} answered${refused}`;
}

/** All acts, side by side. */
export function tableOf(scenes: readonly Scene[]): string {
  const table = new Table({
    head: ['', 'asked for', 'requests', 'upstream calls', 'answered', 'p50', 'p99'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const scene of scenes) {
    const { title, part, requests, calls, answered, p50, p99, most } = scene;
    const paint = most === undefined ? colors.yellow : isEnough(scene) ? colors.green : colors.red;
    table.push([
      title,
      part,
      count(requests),
      paint(count(calls)),
      count(answered),
      duration(p50),
      duration(p99),
    ]);
  }
  return table.toString();
}

/** What it comes to, for someone who reads nothing else. */
export function verdictOf(scenes: readonly Scene[]): string {
  if (wasEnough(scenes)) return colors.green('One upstream call was enough, each time.');
  const titles = scenes.filter((scene) => !isEnough(scene)).map(({ title }) => `“${title}”`);
  return colors.red(`One upstream call was not enough: see ${titles.join(', ')}.`);
}

function callsOf(calls: number): string {
  return `${count(calls)} upstream ${calls === 1 ? 'call' : 'calls'}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function duration(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
