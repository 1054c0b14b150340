import { contestants } from '../contestants/index.js';
import { report } from '../in-own-process.js';
import { runRaces } from './race-model.js';

// A process of its own: runs random programs on one contestant until one breaks a rule.
const [name, programs] = process.argv.slice(2);
const contestant = contestants.find((other) => other.name === name);
if (contestant === undefined) throw new TypeError(`there is no contestant "${name}"`);
report(await runRaces(contestant, Number(programs)));
