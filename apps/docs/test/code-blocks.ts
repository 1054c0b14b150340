import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A block of TypeScript in a Markdown file. */
export interface CodeBlock {
  /** Such as `docs/freshness.md:12`. */
  readonly place: string;
  readonly code: string;
  /** A block fenced as `ts no-run` is compiled only: it waits for something that a test does not have. */
  readonly runs: boolean;
  /** What its comments say that it prints, a line each. */
  readonly output: readonly string[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pages = ['README.md', 'docs/**/*.md', 'packages/*/README.md', 'CONTRIBUTING.md'];
// Declarations, not programs: they are written from the compiled types.
const reference = 'docs/api/**';

export function codeBlocks(): readonly CodeBlock[] {
  return globSync(pages, { cwd: root, exclude: [reference] })
    .sort()
    .flatMap(blocksOf);
}

function blocksOf(page: string): readonly CodeBlock[] {
  const text = readFileSync(new URL(page, `file://${root}`), 'utf8');
  return [...text.matchAll(/^```ts( no-run)?\n(.*?)^```$/gms)].map(
    ({ index, 1: noRun, 2: code = '' }) => ({
      place: `${relative('.', page)}:${text.slice(0, index).split('\n').length}`,
      code,
      runs: noRun === undefined,
      output: outputOf(code),
    }),
  );
}

// `console.log(…); // this`, or a comment on lines of its own below a call that prints.
function outputOf(code: string): readonly string[] {
  return code
    .split('\n')
    .filter(
      (line, index, lines) => /console\.log\(.*\/\/ /.test(line) || isBelowOutput(lines, index),
    )
    .map((line) => line.replace(/^.*?\/\/ /, ''));
}

function isBelowOutput(lines: readonly string[], index: number): boolean {
  if (!/^\s*\/\/ /.test(lines[index] ?? '')) return false;
  const above = lines[index - 1] ?? '';
  return /console\.log\(/.test(above) && !/ \/\/ /.test(above);
}
