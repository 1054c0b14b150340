import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The names of the packages of which a pending changeset tells. */
export function packagesInChangesets(root) {
  const folder = join(root, '.changeset');
  const files = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');
  return new Set(files.flatMap((file) => packagesIn(readFileSync(join(folder, file), 'utf8'))));
}

function packagesIn(changeset) {
  const frontMatter = changeset.split(/^---$/m)[1] ?? '';
  return [...frontMatter.matchAll(/^['"]?(@?[\w/-]+)['"]?:/gm)].map(([, name]) => name);
}
