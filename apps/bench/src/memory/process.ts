import { contestants } from '../contestants/index.js';
import { report } from '../in-own-process.js';
import { bareMap } from './bare-map.js';

// A process of its own: takes one measure of one contestant, and reports it.
const [file, name, size] = process.argv.slice(2) as [string, string, string];
const contestant = [...contestants, bareMap].find((other) => other.name === name);
const { measure } = await import(`./measures/${file}.js`);
report(await measure(contestant, Number(size)));
