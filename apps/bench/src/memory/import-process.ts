import { report } from '../in-own-process.js';
import { measure } from './measures/import-time.js';

// A process of its own: imports one package, and reports how long that took.
report(await measure(process.argv[2] as string));
