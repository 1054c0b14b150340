import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CodeBlock, codeBlocks } from './code-blocks.js';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../.examples/', import.meta.url));
const blocks = codeBlocks();

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const block of blocks) writeFileSync(fileOf(block), `${block.code}\nexport {};\n`);
  writeFileSync(`${folder}tsconfig.json`, JSON.stringify(tsconfig));
});

const tsconfig = {
  extends: '../../../tsconfig.base.json',
  compilerOptions: {
    types: ['node'],
    lib: ['es2023', 'esnext.disposable', 'dom'],
    noEmit: true,
    isolatedDeclarations: false,
    noUnusedLocals: false,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
  },
  include: ['*.mts'],
};

describe('every code block of the documentation', () => {
  it('compiles', { timeout: 60_000 }, async () => {
    const { stdout } = await run('tsc', ['-p', folder], {
      shell: process.platform === 'win32',
    }).catch((error: { stdout: string }) => error);

    expect(withPlaces(stdout)).toBe('');
  });

  it.each(blocks.filter(({ runs }) => runs).map((block) => [block.place, block] as const))(
    'prints what it says: %s',
    { timeout: 30_000 },
    async (_, block) => {
      const { stdout } = await run(process.execPath, [fileOf(block)]);

      expect(stdout.trim().split('\n').filter(Boolean)).toEqual(block.output);
    },
  );
});

function fileOf({ place }: CodeBlock): string {
  return `${folder}${place.replace(/[^A-Za-z0-9]+/g, '-')}.mts`;
}

// The compiler names files made of blocks; a reader wants the page.
function withPlaces(text: string): string {
  return blocks.reduce(
    (shown, block) =>
      shown.replaceAll(`${block.place.replace(/[^A-Za-z0-9]+/g, '-')}.mts`, block.place),
    text,
  );
}
