import { contestants } from '../contestants/index.js';
import { report } from '../in-own-process.js';
import { ownCopy } from './own-copy.js';
import { runRounds } from './rounds.js';
import type { Workload } from './workload.js';

// A process of its own: measures one workload on every contestant, and reports the rounds.
const [file, rounds] = process.argv.slice(2) as [string, string];
const module = new URL(`workloads/${file}.js`, import.meta.url);
const measured = await runRounds(
  file,
  async (contestant) => (await ownCopy<{ workload: Workload }>(module, contestant)).workload,
  contestants,
  Number(rounds),
);
report(measured);
