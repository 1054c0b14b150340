/**
 * Everything that must hold before a change is merged, in one run.
 * A check counts as one; each test that vitest runs counts as one. The last line says how many,
 * those above it which failed, however far up they told of it.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const vitestReport = 'node_modules/.cache/vitest-report.json';
const inCI = Boolean(process.env.CI);
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
process.env.TURBO_TELEMETRY_DISABLED = '1';

await check('build', 'turbo run build --output-logs=new-only');
await Promise.all([
  check('types', 'turbo run typecheck --output-logs=new-only'),
  check('lint', 'biome check --error-on-warnings .'),
]);
await tests();
await suite('core on each runtime', 'node packages/core/conformance/run.mjs');
await suite(
  'fetch on each runtime',
  'node packages/core/conformance/run.mjs packages/fetch/conformance/main.mjs',
);
// The rehearsal mostly waits for package managers.
await Promise.all([suite('a release, rehearsed', 'node scripts/rehearsal/main.mjs'), packages()]);

if (inCI && total.skipped > 0) {
  console.log(`\n${total.skipped} skipped: in CI every test must run, so they count as failed.`);
  total.failed += total.skipped;
  total.skipped = 0;
}
if (failures.length > 0) console.log(`\n${failures.join('\n')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function check(name, command, cwd = '.') {
  const ok = await run(name, command, cwd);
  if (ok) total.passed += 1;
  else fail(1, `✗ ${name}`);
}

function fail(count, ...what) {
  total.failed += count;
  if (count > 0) failures.push(...what);
}

/** A command whose last line counts for itself: `3 passed, 0 failed, 1 skipped`. */
async function suite(name, command) {
  let output = '';
  const ok = await run(name, command, '.', (text) => {
    output += text;
  });
  const lines = output.trimEnd().split('\n');
  const count = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(lines.at(-1));
  const [passed, failed, skipped] = (count ?? []).slice(1).map(Number);
  total.passed += passed ?? 0;
  total.skipped += skipped ?? 0;
  // One that breaks before it has counted has failed.
  const atLeast = ok && count !== null ? 0 : 1;
  fail(Math.max(failed ?? 0, atLeast), `✗ ${name}`, ...lines.filter((line) => /^\s*✗/.test(line)));
}

async function tests() {
  mkdirSync('node_modules/.cache', { recursive: true });
  rmSync(vitestReport, { force: true });
  const reporters = `--reporter=default --reporter=json --outputFile.json=${vitestReport}`;
  const ok = await run('tests', `vitest run ${reporters}`);
  if (!existsSync(vitestReport)) return fail(1, '✗ tests: there is no report');

  const report = JSON.parse(readFileSync(vitestReport, 'utf8'));
  total.passed += report.numPassedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
  const failed = report.testResults.flatMap(failedIn);
  // An error outside every test and every file still fails the run.
  fail(Math.max(failed.length, ok ? 0 : 1), '✗ tests', ...failed);
}

/** The tests of a file that failed; the file itself, where what failed is no test of it. */
function failedIn({ name, status, message, assertionResults }) {
  const file = path.relative('.', name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (status === 'failed' && failed.length === 0) return [`  ✗ ${file}\n${message}`];
  return failed.map((test) => `  ✗ ${file} > ${test.fullName}\n${test.failureMessages.join('\n')}`);
}

async function packages() {
  await suite('public API', 'node scripts/api/main.mjs');
  for (const name of readdirSync('packages')) await packageChecks(`packages/${name}`);
}

/** What a stranger who installs the package would trip over. */
async function packageChecks(folder) {
  await check(`${folder}: manifest`, 'publint --strict', folder);
  await check(
    `${folder}: types as consumers resolve them`,
    'attw --pack . --profile node16 --quiet',
    folder,
  );
  await check(`${folder}: size`, 'size-limit', folder);
}

/** Runs a tool from node_modules/.bin, shows what it says, and tells whether it succeeded. */
function run(name, command, cwd = '.', onOutput = undefined) {
  const startedAt = performance.now();
  console.log(`\n▸ ${name}`);
  return new Promise((resolve) => {
    // On Windows the tools are .cmd files, which only a shell can start.
    const stdio = ['ignore', onOutput === undefined ? 'inherit' : 'pipe', 'inherit'];
    const child = spawn(command, { cwd, shell: true, stdio });
    child.stdout?.on('data', (chunk) => {
      process.stdout.write(chunk);
      onOutput(String(chunk));
    });
    child.on('error', () => resolve(false));
    child.on('close', (code) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(code === 0 ? `✓ ${name} (${seconds} s)` : `✗ ${name} (${seconds} s): ${command}`);
      resolve(code === 0);
    });
  });
}
