import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** A change to one file of the core, as text. */
export interface Patch {
  /** The file's name within `src`. */
  readonly file: string;
  /** What stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/**
 * Bundles the model's worker with the core, for plain Node to run.
 *
 * @param root the folder of the core's package
 * @throws {Error} when a patch does not apply
 */
export async function bundle(
  root: string,
  name: string,
  patches: readonly Patch[] = [],
): Promise<string> {
  const outfile = join(root, 'node_modules/.cache/model', `${name}.mjs`);
  const applied = new Set<Patch>();
  await build({
    entryPoints: [join(root, 'test/model/worker.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    logLevel: 'silent',
    alias: {
      '@sameflight/core/testing': join(root, 'src/testing/index.ts'),
      '@sameflight/core': join(root, 'src/index.ts'),
    },
    plugins: [patching(patches, applied)],
  });
  const missed = patches.find((patch) => !applied.has(patch));
  if (missed !== undefined) throw new Error(`${name}: ${missed.file} is no file of the bundle`);
  return outfile;
}

function patching(patches: readonly Patch[], applied: Set<Patch>): Plugin {
  return {
    name: 'patch',
    setup({ onLoad }) {
      onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
        const own = patches.filter(({ file }) => file === basename(path));
        for (const patch of own) applied.add(patch);
        const contents = own.reduce(apply, readFileSync(path, 'utf8'));
        return { contents, loader: 'ts' };
      });
    },
  };
}

function apply(source: string, { file, find, replace }: Patch): string {
  const times = source.split(find).length - 1;
  if (times !== 1) throw new Error(`${file} holds ${times} times, and not once:\n${find}`);
  return source.replace(find, () => replace);
}
