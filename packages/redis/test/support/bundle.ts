import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const core = fileURLToPath(new URL('../../../core/src/index.ts', import.meta.url));
// What was written for `require` finds one.
const banner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** A program of the tests as one file: a process that runs it starts in a fraction of the time. */
export async function bundle(name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sameflight-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias: { '@sameflight/core': core },
    banner: { js: banner },
    logLevel: 'error',
  });
  return outfile;
}
