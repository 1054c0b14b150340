/**
 * A newcomer's way: an empty folder, the packed packages, Nest from the registry, the ten lines of `app/main.ts`. A
 * hundred requests at once must be one run of the handler. Its own command, since it installs:
 * `pnpm --filter @sameflight/nestjs newcomer`, after a build.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const packages = join(import.meta.dirname, '../..');
const { devDependencies } = manifestIn(join(packages, 'nestjs'));
const VERSION = '0.1.0';
const folder = mkdtempSync(join(tmpdir(), 'newcomer-'));

try {
  install();
  execFileSync(join(packages, '../node_modules/.bin/tsc'), ['-p', folder], { stdio: 'inherit' });
  await withApp(await freePort(), async (url) => {
    const asked = Array.from({ length: 100 }, async () => (await fetch(url)).json());
    assert.deepEqual(await Promise.all(asked), Array(100).fill({ runs: 1 }));
  });
  console.log('100 requests, 1 run');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function install() {
  cpSync(join(import.meta.dirname, 'app'), folder, { recursive: true });
  const dependencies = Object.fromEntries(
    ['core', 'http', 'nestjs'].map((name) => [`@sameflight/${name}`, `file:${pack(name)}`]),
  );
  for (const host of ['common', 'core', 'platform-express'])
    dependencies[`@nestjs/${host}`] = devDependencies[`@nestjs/${host}`];
  Object.assign(dependencies, {
    'reflect-metadata': '^0.2.0',
    rxjs: '^7.8.0',
    '@types/node': '24',
  });
  writeManifest(folder, { name: 'newcomer', private: true, type: 'module', dependencies });
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  });
}

/** Packs a package as its first release: until then its version is none that its siblings accept. */
function pack(name) {
  const unpacked = join(folder, 'packed', name);
  mkdirSync(unpacked, { recursive: true });
  const options = { cwd: join(packages, name), encoding: 'utf8' };
  execFileSync('pnpm', ['pack', '--out', join(unpacked, 'pack.tgz')], options);
  execFileSync('tar', ['-xzf', 'pack.tgz', '--strip-components=1'], { cwd: unpacked });
  const manifest = manifestIn(unpacked);
  const dependencies = { ...manifest.dependencies };
  for (const sibling of Object.keys(dependencies).filter((each) => each.startsWith('@sameflight/')))
    dependencies[sibling] = VERSION;
  writeManifest(unpacked, { ...manifest, version: VERSION, dependencies, devDependencies: {} });
  const packing = ['pack', '--silent', '--pack-destination', folder];
  return join(folder, execFileSync('npm', packing, { ...options, cwd: unpacked }).trim());
}

function manifestIn(where) {
  return JSON.parse(readFileSync(join(where, 'package.json'), 'utf8'));
}

function writeManifest(where, manifest) {
  writeFileSync(join(where, 'package.json'), JSON.stringify(manifest, undefined, 2));
}

async function withApp(port, use) {
  const env = { ...process.env, PORT: String(port) };
  const app = spawn(process.execPath, [join(folder, 'dist/main.js')], { env, stdio: 'inherit' });
  try {
    await use(await listening(port));
  } finally {
    app.kill();
  }
}

/** Asks for a path that the app does not have until it answers at all. */
async function listening(port) {
  const url = `http://127.0.0.1:${port}`;
  const answers = () => fetch(`${url}/nothing`).then(Boolean, () => false);
  const end = Date.now() + 30_000;
  while (!(await answers())) assert.ok(Date.now() < end, 'the app does not listen');
  return `${url}/rates`;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
