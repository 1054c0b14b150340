/**
 * Holds each package to its recorded API: a change must be recorded anew, and a changeset must tell of it.
 * Holds the reference in `docs/api` to the packages' types and comments.
 *
 * - without arguments: checks, and counts in the last line
 * - `--record`: records what the built packages offer, and writes the reference
 * - `--release`: notes that what is recorded is released with the version in the manifest
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tally } from '../tally.mjs';
import { packagesInChangesets } from './changesets.mjs';
import { ApiRecord } from './record.mjs';
import { referenceOf } from './reference.mjs';
import { reportOf } from './report.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packages = readdirSync(join(root, 'packages')).map((name) => {
  const folder = join(root, 'packages', name);
  return { folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) };
});

const reference = join(root, 'docs/api');

if (process.argv.includes('--record')) await record();
else if (process.argv.includes('--release')) release();
else await check();

async function record() {
  for (const each of packages) new ApiRecord(each).record(reportOf(each));
  rmSync(reference, { recursive: true, force: true });
  mkdirSync(reference);
  for (const [file, text] of await referenceOf(packages))
    writeFileSync(join(reference, file), text);
}

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
  await tally.check('the reference in docs/api is as the types and comments say', checkReference);
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

async function checkReference() {
  const built = await referenceOf(packages);
  const recorded = new Map(readdirSync(reference).map((file) => [file, readPage(file)]));
  const files = [...new Set([...built.keys(), ...recorded.keys()])];
  const outdated = files.filter((file) => built.get(file) !== recorded.get(file));
  if (outdated.length > 0) throw new Error(`${outdated.join(', ')}: run \`npx pnpm@12 api\``);
}

function readPage(file) {
  return readFileSync(join(reference, file), 'utf8');
}
