/*
 * How long hostile headers take: every kind of them, in every field that decides something, at 64 KB and at 128 KB.
 * Run `pnpm build` first. Exits with 1 past the bounds: 5 ms for 64 KB, and 2.3 times that for twice as much.
 */
import { headerList, identify, shareable, storedResponse } from '@sameflight/http';

const SIZE = 64 * 1024;
const MOST_MILLISECONDS = 5;
const MOST_RATIO = 2.3;
const RUNS = 40;

const kinds = {
  commas: (size) => ','.repeat(size),
  spaces: (size) => ' '.repeat(size),
  tokens: (size) => 'a,'.repeat(size / 2),
  'empty arguments': (size) => 'a=,'.repeat(size / 3),
  'restrictive directives': (size) => 'no-cache="a",'.repeat(size / 13),
  'permissive directives': (size) => 'max-age=1,'.repeat(size / 10),
  'a list of names': (size) => `private="${'a,'.repeat(size / 2)}"`,
  quotes: (size) => '"'.repeat(size),
  'opening quotes': (size) => 'a="'.repeat(size / 3),
  backslashes: (size) => `a="${'\\'.repeat(size)}`,
  'escaped quotes': (size) => `a="${'\\"'.repeat(size / 2)}`,
  digits: (size) => `max-age=${'9'.repeat(size)}`,
  'entity tags': (size) => '"a",'.repeat(size / 4),
};
const fields = ['cache-control', 'vary', 'age', 'expires', 'connection', 'etag', 'content-type'];

const results = fields.flatMap((field) =>
  Object.entries(kinds).map(([kind, grow]) => {
    const [once, twice] = fastest([SIZE, 2 * SIZE].map(grow), (value) => decide(field, value));
    return { field, kind, 'ms at 64 KB': round(once), 'ms at 128 KB': round(twice), once, twice };
  }),
);
results.sort((one, other) => other.once - one.once);
console.table(results.slice(0, 10), ['field', 'kind', 'ms at 64 KB', 'ms at 128 KB']);

const slow = results.filter(({ once }) => once > MOST_MILLISECONDS);
// Below a tenth of a millisecond the ratio is noise.
const steep = results.filter(({ once, twice }) => once > 0.1 && twice / once > MOST_RATIO);
for (const { field, kind, once } of slow)
  console.log(`too slow: ${kind} in ${field}, ${round(once)} ms`);
for (const { field, kind, once, twice } of steep) {
  console.log(`too steep: ${kind} in ${field}, ${round(twice / once)} times`);
}
process.exitCode = slow.length + steep.length > 0 ? 1 : 0;

function decide(field, value) {
  const request = {
    method: 'GET',
    url: 'https://api.example/',
    headers: headerList({ accept: '*/*' }),
  };
  const response = { status: 200, headers: headerList({ [field]: value }) };
  const exchange = { request, response, sentAt: 0, receivedAt: 0, receivedOn: 0 };
  shareable(exchange, {});
  storedResponse(exchange, identify(request), {});
}

/** The fastest of many runs for each value, taken in turns: what else the machine does only ever adds. */
function fastest(values, action) {
  const best = values.map(() => Infinity);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [index, value] of values.entries()) {
      const startedAt = performance.now();
      action(value);
      best[index] = Math.min(best[index], performance.now() - startedAt);
    }
  }
  return best;
}

function round(number) {
  return Math.round(number * 100) / 100;
}
