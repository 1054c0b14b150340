import { contestants } from '../contestants/index.js';
import { SAMEFLIGHT } from '../contestants/sameflight.js';
import { report } from '../in-own-process.js';
import { ownCopy } from '../speed/own-copy.js';
import { runRounds } from '../speed/rounds.js';
import type { Workload } from '../speed/workload.js';

// A process of its own: measures one workload at one size on the contestants that were named, and reports the rounds.
const [file, size, rounds, names] = process.argv.slice(2) as [string, string, string, string];
const module = new URL(`workloads/${file}.js`, import.meta.url);
const measured = await runRounds({
  file,
  contestants: contestants.filter(({ name }) => names.split(',').includes(name)),
  ours: SAMEFLIGHT,
  count: Number(rounds),
  async workloadFor(contestant) {
    const { workload } = await ownCopy<{ workload(size: number): Workload }>(module, contestant);
    return workload(Number(size));
  },
});
report(measured);
