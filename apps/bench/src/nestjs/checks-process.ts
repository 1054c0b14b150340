import '../contestants/nestjs/one-nest.js';
import { runChecks } from '../checks/run-checks.js';
import { report } from '../in-own-process.js';

// A process of its own: puts one interceptor to every check, and reports what became of them.
const { interceptors } = await import('../contestants/nestjs/interceptors.js');
const { nestChecks } = await import('./checks/index.js');
const interceptor = interceptors.find(({ name }) => name === process.argv[2]);
if (interceptor === undefined) throw new TypeError(`there is no interceptor "${process.argv[2]}"`);
report(await runChecks(interceptor, nestChecks));
