/**
 * Holds each package to its recorded API: a change must be recorded anew, and a changeset must tell of it.
 *
 * - without arguments: checks, and counts in the last line
 * - `--record`: records what the built packages offer
 * - `--release`: notes that what is recorded is released with the version in the manifest
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tally } from '../tally.mjs';
import { packagesInChangesets } from './changesets.mjs';
import { ApiRecord } from './record.mjs';
import { reportOf } from './report.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packages = readdirSync(join(root, 'packages')).map((name) => {
  const folder = join(root, 'packages', name);
  return { folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) };
});

if (process.argv.includes('--record'))
  for (const each of packages) new ApiRecord(each).record(reportOf(each));
else if (process.argv.includes('--release')) release();
else await check();

function release() {
  for (const each of packages) {
    const record = new ApiRecord(each);
    const { version } = each.manifest;
    if (record.report !== '' && record.released?.version !== version) record.markReleased(version);
  }
}

async function check() {
  const tally = new Tally();
  const announced = packagesInChangesets(root);
  for (const each of packages) {
    const { name } = each.manifest;
    const record = new ApiRecord(each);
    await tally.check(`${name}: the API is as recorded`, () =>
      checkRecorded(record, reportOf(each)),
    );
    await tally.check(`${name}: a changeset tells of what changed in the API`, () => {
      if (record.hasChangedSinceRelease && !announced.has(name))
        throw new Error(`no changeset names ${name}: run \`npx pnpm@12 changeset\``);
    });
  }
  console.log(String(tally));
  process.exitCode = tally.hasFailed ? 1 : 0;
}

function checkRecorded({ report }, built) {
  if (report === built) return;
  if (report === '') throw new Error('nothing is recorded: run `npx pnpm@12 api`');
  const [before, after] = [report.split('\n'), built.split('\n')];
  const gone = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`);
  const come = after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`);
  throw new Error(
    [...gone, ...come, 'If that is meant, run `npx pnpm@12 api` and add a changeset.'].join('\n'),
  );
}
