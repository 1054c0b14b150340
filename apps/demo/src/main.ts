import { runDemo } from './command.js';
import { help, readOptions, UsageError } from './options.js';

try {
  const { isTTY: isTerminal } = process.stdout;
  const options = readOptions(process.argv.slice(2), { isTerminal, environment: process.env });
  if (options.help) console.log(help);
  else process.exitCode = await runDemo(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
