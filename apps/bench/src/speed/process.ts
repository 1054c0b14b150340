import { report } from '../in-own-process.js';
import { ownCopy } from './own-copy.js';
import { runRounds } from './rounds.js';
import { suites } from './suites/index.js';
import type { WorkloadModule } from './suites/suite.js';

// A process of its own: measures one workload on the contestants that were named, and reports the rounds.
const [name, file, rounds, names] = process.argv.slice(2) as [string, string, string, string];
const suite = suites.find((other) => other.name === name);
if (suite === undefined) throw new TypeError(`there is no suite "${name}"`);
const module = new URL(`workloads/${suite.directory}/${file}.js`, import.meta.url);
const contestants = await suite.contestants();
const measured = await runRounds({
  file,
  contestants: contestants.filter((contestant) => names.split(',').includes(contestant.name)),
  ours: suite.ours,
  count: Number(rounds),
  workloadFor: async (contestant) => (await ownCopy<WorkloadModule>(module, contestant)).workload,
});
report(measured);
