import { runChecks } from '../checks/run-checks.js';
import { sharedCaches } from '../contestants/redis/index.js';
import { report } from '../in-own-process.js';
import { redisChecks } from './checks/index.js';

// A process of its own: puts one shared cache to every check, and reports what became of them.
process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});
const cache = sharedCaches.find(({ name }) => name === process.argv[2]);
if (cache === undefined) throw new TypeError(`there is no shared cache "${process.argv[2]}"`);
report(await runChecks(cache, redisChecks));
