import { parseArgs } from 'node:util';
import { contestants } from '../contestants/index.js';
import { runRounds } from './rounds.js';

// A process of its own: measures one workload on every contestant, and prints the rounds.
const { values } = parseArgs({
  options: {
    workload: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string' },
  },
});
const names = values.only?.split(',');
const chosen = contestants.filter(({ name }) => names === undefined || names.includes(name));
const report = await runRounds(values.workload ?? '', chosen, Number(values.rounds));
process.stdout.write(JSON.stringify(report));
