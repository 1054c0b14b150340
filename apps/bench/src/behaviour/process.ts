import { report } from '../in-own-process.js';
import { checkFaults } from './check-faults.js';
import { fakeWorld } from './world.js';

// A process of its own, whose clocks stand still: puts one contestant to every check, and reports the verdicts.
const world = fakeWorld();
const { contestants } = await import('../contestants/index.js');
const { faults } = await import('./faults/index.js');

const contestant = contestants.find(({ name }) => name === process.argv[2]);
if (contestant === undefined) throw new TypeError(`there is no contestant "${process.argv[2]}"`);
const verdicts = await checkFaults(contestant, faults, world);
report(verdicts);
