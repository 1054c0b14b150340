import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';

const tools = join(import.meta.dirname, 'node_modules');
const compilers = {
  'TypeScript 7': join(tools, '@typescript/native/bin/tsc'),
  'TypeScript 6': join(tools, 'typescript/bin/tsc6'),
  'TypeScript 5.4': join(tools, 'typescript-oldest/bin/tsc'),
};

/** The ways in which we say that our types can be found. `node10` finds a package's main entry alone. */
export const typings = [
  { compiler: 'TypeScript 7', module: 'node16', moduleResolution: 'node16' },
  { compiler: 'TypeScript 7', module: 'nodenext', moduleResolution: 'nodenext' },
  { compiler: 'TypeScript 7', module: 'preserve', moduleResolution: 'bundler' },
  { compiler: 'TypeScript 6', module: 'esnext', moduleResolution: 'bundler' },
  { compiler: 'TypeScript 5.4', module: 'node16', moduleResolution: 'node16' },
  { compiler: 'TypeScript 5.4', module: 'commonjs', moduleResolution: 'node10' },
];

/** Checks the sources of a folder that this way of finding types is meant for. */
export async function checkTypes(folder, sources, { compiler, module, moduleResolution }) {
  const files = sources.filter(isCheckedBy(moduleResolution));
  if (files.length === 0) return;
  const configuration = join(folder, `tsconfig.${moduleResolution}.json`);
  const compilerOptions = {
    module,
    moduleResolution,
    target: 'es2022',
    lib: ['es2022'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
  };
  writeFileSync(configuration, JSON.stringify({ compilerOptions, files }));
  await run(
    process.execPath,
    [compilers[compiler], '--project', configuration, '--pretty', 'false'],
    { cwd: folder },
  );
}

/** Plain `.ts` holds what even `node10` understands; a bundler has one kind of module, and knows no `.cts`. */
function isCheckedBy(moduleResolution) {
  if (moduleResolution === 'node10') return (file) => /[^.]\.ts$/.test(file);
  if (moduleResolution === 'bundler') return (file) => !file.endsWith('.cts');
  return () => true;
}
