/**
 * Finds a Chromium for the tests: the one that CHROMIUM_PATH names, the one that comes with the npm packages
 * (Linux on x64), or the system's.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
const cache = join(modules, '.cache');
const packageFolder = join(modules, '@sparticuz', 'chromium');
const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** How to start it, or `undefined` where there is none. */
export async function chromium() {
  const executablePath =
    process.env.CHROMIUM_PATH ?? (await fromPackage()) ?? system.find((path) => existsSync(path));
  if (executablePath === undefined) return undefined;
  return { executablePath, args: ['--no-sandbox'], env: environment(executablePath) };
}

async function fromPackage() {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(packageFolder))
    return undefined;
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) await unpack(folder);
  return join(folder, 'chromium');
}

// Unpacked beside, then moved in one step: another run may be unpacking too.
async function unpack(folder) {
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'unpacking-'));
  const { default: packed, inflate } = await import('@sparticuz/chromium');
  await inTemporaryFolder(draft, async () => {
    await packed.executablePath();
    await inflate(join(packageFolder, 'bin', 'al2023.tar.br'));
  });
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

// The package unpacks into the folder for temporary files.
async function inTemporaryFolder(folder, work) {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

// The package brings the libraries that a bare system lacks.
function environment(executablePath) {
  const libraries = join(dirname(executablePath), 'al2023', 'lib');
  if (!existsSync(libraries) || !lacksLibraries(executablePath)) return { ...process.env };
  return { ...process.env, LD_LIBRARY_PATH: libraries };
}

function lacksLibraries(executablePath) {
  return execFileSync('ldd', [executablePath], { encoding: 'utf8' }).includes('not found');
}
