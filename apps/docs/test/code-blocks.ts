import { pages, textOf } from './pages.js';

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

// Declarations, not programs: they are written from the compiled types.
const REFERENCE = 'docs/api/';

export function codeBlocks(): readonly CodeBlock[] {
  return pages()
    .filter((page) => !page.startsWith(REFERENCE))
    .flatMap(blocksOf);
}

function blocksOf(page: string): readonly CodeBlock[] {
  const text = textOf(page);
  return [...text.matchAll(/^```ts( no-run)?\n(.*?)^```$/gms)].map(
    ({ index, 1: noRun, 2: code = '' }) => ({
      place: `${page}:${text.slice(0, index).split('\n').length}`,
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
