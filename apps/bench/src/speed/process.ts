import { parseArgs } from 'node:util';
import { contestants } from '../contestants/index.js';
import { report } from '../in-own-process.js';
import { runRounds } from './rounds.js';

// A process of its own: measures one workload on every contestant, and reports the rounds.
const { values } = parseArgs({
  options: {
    workload: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string' },
  },
});
const names = values.only?.split(',');
const chosen = contestants.filter(({ name }) => names === undefined || names.includes(name));
const measured = await runRounds(values.workload ?? '', chosen, Number(values.rounds));
report(measured);
