import { parseArgs } from 'node:util';
import logUpdate from 'log-update';
import { type Comparison, coalescingHeld, compare } from './compare.js';
import { makePlan } from './plan.js';
import { lineOf, summaryOf, tableOf } from './report.js';

const traffic = { clients: 300, visitsPerClient: 20, paths: 20, pause: 250 };
const upstream = { latency: 200, callsPerSecond: 400, failEvery: 40 };
const ttl = 2000;

const { json } = readOptions();
const redraws = process.stdout.isTTY;

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // `on`, not `once`: log-update ends the process at once when its own handler is the only one left.
  process.on(signal, () => interrupt.abort());
}

function showProgress(soFar: Comparison): void {
  if (json) return;
  if (redraws) logUpdate(tableOf(soFar));
  else console.log(lineOf(soFar));
}

function showResult(result: Comparison): void {
  const held = coalescingHeld(result);
  process.exitCode = held ? 0 : 1;
  if (json) {
    console.log(JSON.stringify({ ...result, coalescingHeld: held }, null, 2));
    return;
  }
  if (redraws) logUpdate.clear();
  console.log(`${tableOf(result)}\n\n${summaryOf(result)}`);
}

function readOptions(): { json: boolean } {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}. The one option is --json.`);
    process.exit(2);
  }
}

function showIntroduction(): void {
  if (json) return;
  const { clients, visitsPerClient, paths } = traffic;
  const { latency, callsPerSecond, failEvery } = upstream;
  console.log(
    `${clients} clients ask two services for ${paths} things, ${visitsPerClient} times each: one calls its upstream\n` +
      `for every request, the other answers through Sameflight and keeps what it got for ${ttl / 1000} s.\n` +
      `Each upstream takes ${latency} ms, allows ${callsPerSecond} calls a second, and breaks on one call in ${failEvery}.\n`,
  );
}

try {
  showIntroduction();
  const plan = makePlan(traffic);
  const { signal } = interrupt;
  showResult(await compare({ plan, upstream, ttl, signal, onProgress: showProgress }));
} catch (error) {
  if (!interrupt.signal.aborted) throw error;
  console.error('\nStopped before the end.');
  process.exitCode = 130;
}
