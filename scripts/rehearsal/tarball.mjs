import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { run } from './command.mjs';

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
const MODULE = /\.(d\.ts|js)$/;
const COMMON_JS = /\.(d\.cts|cjs)$/;
const CONTENTS = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json'];

/** Looks into what was published: what a package must hold, and nothing besides. */
export async function inspectTarball({ name }, version, registry, folder) {
  const root = await unpack(name, version, registry, join(folder, name.replace('/', '-')));
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

  assert.deepEqual(readdirSync(root).sort(), CONTENTS, 'files of the package');
  assert.equal(manifest.sideEffects, false, 'sideEffects');
  assert.match(
    readFileSync(join(root, 'CHANGELOG.md'), 'utf8'),
    new RegExp(`^## ${version}$`, 'm'),
  );
  for (const script of INSTALL_SCRIPTS)
    assert.equal(manifest.scripts?.[script], undefined, `script ${script}`);
  if (name === '@sameflight/core')
    assert.deepEqual(
      { ...manifest.dependencies, ...manifest.peerDependencies },
      {},
      'dependencies',
    );
  for (const range of Object.values(manifest.dependencies ?? {}))
    assert.doesNotMatch(range, /^(workspace|catalog):/);
  for (const target of targets(manifest))
    assert.ok(existsSync(join(root, target)), `${target} is missing`);
  for (const target of leaves(conditions(manifest, 'import'))) assert.match(target, MODULE);
  for (const target of leaves(conditions(manifest, 'require'))) assert.match(target, COMMON_JS);
  for (const file of readdirSync(join(root, 'dist')))
    if (/\.c?js$/.test(file)) checkSourceMap(join(root, 'dist', file));
}

async function unpack(name, version, { url }, folder) {
  const tarball = `${url}${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
  mkdirSync(folder, { recursive: true });
  const response = await fetch(tarball);
  assert.equal(response.status, 200, tarball);
  writeFileSync(join(folder, 'package.tgz'), Buffer.from(await response.arrayBuffer()));
  await run('tar', ['-xzf', 'package.tgz'], { cwd: folder });
  return join(folder, 'package');
}

/** Every file that the manifest points at. */
function targets({ main, module, types, exports }) {
  return [main, module, types, ...leaves(exports)].filter((target) => target !== undefined);
}

/** What each entry has for those who import it, or for those who require it. Newer Nodes forgive a mix-up, older ones do not. */
function conditions({ exports }, condition) {
  const entries = Object.values(exports).filter((entry) => typeof entry === 'object');
  return entries.map((entry) => entry[condition]);
}

function leaves(node) {
  return typeof node === 'object' ? Object.values(node).flatMap(leaves) : [node];
}

/** A source map must bring our sources along, and tell nothing of the machine that it was built on. */
function checkSourceMap(file) {
  const { sources, sourcesContent = [] } = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  for (const [index, source] of sources.entries()) {
    assert.ok(!isAbsolute(source), `${source} in ${file}.map is a path of the builder’s machine`);
    if (source.startsWith('../src')) assert.ok(sourcesContent[index], `${source} in ${file}.map`);
  }
}
