/**
 * Runs the cases of a package, by default the core, on every runtime that this platform has. The last line counts them all.
 *   node packages/core/conformance/run.mjs [packages/fetch/conformance/main.mjs]
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runtimes } from './runtimes.mjs';

const main = path.resolve(process.argv[2] ?? fileURLToPath(new URL('main.mjs', import.meta.url)));
const total = { passed: 0, failed: 0, skipped: 0 };

for (const runtime of runtimes) {
  if (runtime.binary === undefined) {
    console.log(`- ${runtime.name}: skipped, its package has nothing for this platform`);
    total.skipped++;
    continue;
  }
  const { passed, failed } = await runOn(runtime);
  console.log(`${failed > 0 ? '✗' : '✓'} ${runtime.name}: ${passed} passed, ${failed} failed`);
  total.passed += passed;
  total.failed += failed;
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** A run that breaks before it has counted is one failure. */
async function runOn({ binary, flags = [] }) {
  const { code, lines } = await output(binary, [...flags, main]);
  const count = countIn(lines.pop());
  if (count === undefined || code !== 0) console.log(`  ended with ${code} before it had counted`);
  for (const line of lines) console.log(`  ${line}`);
  return count === undefined || code !== 0 ? { passed: 0, failed: 1 } : count;
}

function countIn(line) {
  return line?.startsWith('{') ? JSON.parse(line) : undefined;
}

function output(binary, args) {
  return new Promise((resolve) => {
    // A shell, for the .cmd files of Windows.
    const shell = process.platform === 'win32';
    const child = spawn(binary, args, { shell, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', (error) => resolve({ code: error.message, lines: [] }));
    child.on('close', (code) => resolve({ code, lines: text.trimEnd().split('\n') }));
  });
}
