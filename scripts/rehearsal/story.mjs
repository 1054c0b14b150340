import assert from 'node:assert/strict';
import { join } from 'node:path';
import semver from 'semver';
import { Consumer } from './consumer.mjs';
import { inTurns } from './in-turns.mjs';
import { strangersWithAdapters, strangersWithCore, strangerWhoUpgrades } from './strangers.mjs';
import { inspectTarball } from './tarball.mjs';

const CORE = '@sameflight/core';
const STRANGERS_AT_ONCE = 2;

/**
 * The first release, the strangers who install it, the next release, and one who upgrades.
 *
 * @param stage `root`, `packages`, `workspace`, `registry`, `tally`, `folder`, `nodes`, which programs are run on, and
 *   `isWhole`, whether the matrix is
 */
export async function rehearse(stage) {
  const { isWhole, packages, registry, root, tally, workspace } = stage;
  if (!(await tally.check('a copy of the workspace', () => workspace.create(root)))) return;
  if (!(await tally.check('the first release', () => workspace.release()))) return;
  const first = await latest(stage);
  await inspect(stage, first);

  const upgrader = await strangerWhoUpgrades(packages, first, registry);
  const strangers = [
    ...strangersWithCore(packages, first),
    ...(await strangersWithAdapters(packages, first, registry, isWhole)),
    upgrader,
  ];
  await inTurns(
    STRANGERS_AT_ONCE,
    strangers.map((stranger) => () => tryOut(stage, stranger)),
  );
  await upgrade(stage, upgrader, first);
}

async function upgrade(stage, upgrader, first) {
  const { packages, tally, workspace } = stage;
  await workspace.addChangeset(packages, 'minor', 'What was rehearsed.');
  if (!(await tally.check('the next release', () => workspace.release()))) return;
  const next = await latest(stage);
  await tally.check('all that is released carries one number', () => checkNext(first, next));
  await inspect(stage, next);

  const withCore = ({ [CORE]: core }) => ({ [CORE]: core });
  const steps = {
    'upgraded core alone': withCore(next),
    'upgraded all but core': { ...next, ...withCore(first) },
    'upgraded all': next,
  };
  for (const [step, dependencies] of Object.entries(steps))
    await tryOut(stage, { ...upgrader, title: `${upgrader.title}, ${step}`, dependencies });
}

async function tryOut(stage, stranger) {
  const { folder, nodes, registry, tally } = stage;
  stranger.consumer ??= new Consumer(
    join(folder, stranger.title.replaceAll(/[^a-z]+/g, '-')),
    stranger.manager,
    registry.environment,
  );
  const { consumer, dependencies, packages, title, typings } = stranger;
  for (const each of packages) consumer.take(each);
  if (!(await tally.check(`${title}: installed`, () => consumer.install(dependencies)))) return;
  for (const program of consumer.programs)
    for (const { name, binary } of nodes)
      await tally.check(`${title}: ${program} on ${name}`, () =>
        consumer.runProgram(program, binary),
      );
  for (const typing of typings)
    await tally.check(`${title}: types by ${typing.compiler}, ${typing.moduleResolution}`, () =>
      consumer.checkTypes(typing),
    );
}

async function inspect({ folder, packages, registry, tally }, versions) {
  for (const each of packages)
    await tally.check(`${each.name} ${versions[each.name]}: what is in it`, () =>
      inspectTarball(
        each,
        versions[each.name],
        registry,
        join(folder, 'tarballs', versions[each.name]),
      ),
    );
}

async function latest({ packages, registry }) {
  const versions = {};
  for (const { name } of packages)
    versions[name] = (await registry.describe(name))['dist-tags'].latest;
  return versions;
}

function checkNext(first, next) {
  const [version] = Object.values(next);
  for (const [name, each] of Object.entries(next)) {
    assert.equal(each, version, name);
    assert.equal(each, semver.inc(first[name], 'minor'), name);
  }
}
