import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../../../', import.meta.url));

/** Every page that a reader may come to, by its path from the root. */
export function pages(): readonly string[] {
  const patterns = ['*.md', 'docs/**/*.md', 'packages/*/README.md', '.changeset/README.md'];
  return globSync(patterns, { cwd: root })
    .map((page) => page.replaceAll('\\', '/'))
    .sort();
}

export function textOf(page: string): string {
  return readFileSync(new URL(page, `file://${root}`), 'utf8');
}
