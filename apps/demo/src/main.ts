import { help, readOptions, UsageError } from './options.js';

try {
  const { isTTY: isTerminal } = process.stdout;
  const options = readOptions(process.argv.slice(2), { isTerminal, environment: process.env });
  if (options.help) console.log(help);
  else {
    // What it takes to run is loaded only where it is to run.
    const { runDemo } = await import('./command.js');
    process.exitCode = await runDemo(options);
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
