// Runs the public conformance suite http-tests/cache-tests against the built fetch.
//
//   CACHE_TESTS=path/to/checkout node scripts/cache-tests.mjs [--store-set-cookie] [--json] [test-id …]
//
// The suite is no part of this repository: clone https://github.com/http-tests/cache-tests at the commit below.
import { createServer } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const COMMIT = 'b55b8bda3dbb';
/** By default, and with `Set-Cookie` stored. */
const LEAST = { required: 131, optimal: 67 };
const LEAST_WITH_COOKIES = { required: 132, optimal: 68 };

const checkout = process.env.CACHE_TESTS;
if (!checkout) {
  console.error(`Set CACHE_TESTS to a checkout of http-tests/cache-tests at ${COMMIT}.`);
  process.exit(2);
}
const { values: flags, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { 'store-set-cookie': { type: 'boolean' }, json: { type: 'boolean' } },
});

const load = (file) => import(pathToFileURL(path.resolve(checkout, file)).href);
const { default: suites } = await load('tests/index.mjs');
const { runTests, getResults } = await load('test-engine/client/runner.mjs');
const { determineTestResult } = await load('test-engine/lib/results.mjs');
const { createFetch } = await import(
  new URL('../packages/fetch/dist/index.js', import.meta.url).href
);

const selected = suites
  .map((suite) => ({ ...suite, tests: suite.tests.filter(isForPrivateCaches).filter(isWanted) }))
  .filter(({ tests }) => tests.length > 0);

const server = await startServer();
const network = globalThis.fetch;
const cached = createFetch({
  fetch: network,
  storeSetCookie: flags['store-set-cookie'] ?? false,
});
// The suite also asks its server for what it saw; that goes past the cache under test.
globalThis.fetch = (input, init) =>
  new URL(String(input)).pathname.startsWith('/test/') ? cached(input, init) : network(input, init);
await runTests(selected, true, `http://127.0.0.1:${server.address().port}`);
globalThis.fetch = network;
server.close();
server.closeAllConnections();

report(getResults());

/** The headline: what applies to every private cache. Interim responses go past it by the suite's own transport. */
function isForPrivateCaches(test) {
  if (test.browser_only || test.browser_skip || test.cdn_only) return false;
  return !test.requests.some((request) => 'expected_interim_responses' in request);
}

function isWanted({ id }) {
  return wanted.length === 0 || wanted.includes(id);
}

async function startServer() {
  const handlers = {
    config: (await load('test-engine/server/handle-config.mjs')).default,
    test: (await load('test-engine/server/handle-test.mjs')).default,
    state: (await load('test-engine/server/handle-state.mjs')).default,
  };
  const server = createServer((request, response) => {
    const [, kind, ...rest] = new URL(request.url, 'http://localhost').pathname.split('/');
    handlers[kind](rest, request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function report(results) {
  const tally = {};
  const misses = [];
  for (const { tests } of selected) {
    for (const { id, kind = 'required' } of tests) {
      const [, , mark] = determineTestResult(suites, id, results, wanted.length === 0);
      tally[kind] ??= { passed: 0, of: 0 };
      const counts = tally[kind];
      counts.of++;
      if (mark === '✅' || mark === 'Y') counts.passed++;
      else if (kind !== 'check' || wanted.length > 0)
        misses.push({ id, kind, mark, why: results[id]?.[1] ?? '' });
    }
  }
  if (flags.json) console.log(JSON.stringify({ tally, misses }, null, 2));
  else print(tally, misses);
  const least = flags['store-set-cookie'] ? LEAST_WITH_COOKIES : LEAST;
  if (wanted.length > 0) return;
  const isShort = Object.entries(least).some(([kind, count]) => tally[kind].passed < count);
  process.exitCode = isShort ? 1 : 0;
}

function print(tally, misses) {
  for (const { id, kind, mark, why } of misses) console.log(`${mark} ${kind} ${id}: ${why}`);
  for (const [kind, { passed, of }] of Object.entries(tally))
    console.log(`${kind}: ${passed} of ${of}`);
}
