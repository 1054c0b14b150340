import { runChecks } from '../checks/run-checks.js';
import { senders } from '../contestants/http/senders.js';
import { report } from '../in-own-process.js';
import { httpChecks } from './checks/index.js';

// A process of its own: puts one client to every check, and reports what became of them.
process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});
const sender = senders.find(({ name }) => name === process.argv[2]);
if (sender === undefined) throw new TypeError(`there is no client "${process.argv[2]}"`);
report(await runChecks(sender, httpChecks));
