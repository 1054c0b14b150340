import { join } from 'node:path';
import { Application } from 'typedoc';
import { entriesOf } from './entries.mjs';
import { Links } from './links.mjs';
import { Page } from './page.mjs';

/**
 * The API reference: a page for each entry of each built package, by its file's name.
 *
 * @returns a `Map` of file names and texts
 */
export async function referenceOf(packages) {
  const entries = packages.flatMap((each) =>
    entriesOf(each.manifest).map(({ name, types }) => ({
      name,
      file: `${name.split('/').slice(1).join('-')}.md`,
      types: join(each.folder, types),
    })),
  );
  const links = new Links();
  // Modules come in the order of the entries.
  const modules = (await read(entries.map(({ types }) => types))).children;
  const pages = entries.map((entry, index) => [entry.file, new Page(entry, modules[index], links)]);
  return new Map([
    ['README.md', contents(entries)],
    ...pages.map(([file, page]) => [file, page.text]),
  ]);
}

async function read(entryPoints) {
  const application = await Application.bootstrap({
    entryPoints,
    tsconfig: join(import.meta.dirname, 'tsconfig.json'),
    sort: ['source-order'],
    sortEntryPoints: false,
    excludePrivate: true,
    excludeProtected: true,
    excludeInternal: true,
    excludeExternals: true,
    disableSources: true,
    preservedTypeAnnotationTags: ['@throws'],
    skipErrorChecking: true,
    readme: 'none',
    logLevel: 'Error',
  });
  const project = await application.convert();
  if (project === undefined) throw new Error('the packages cannot be read: build them first');
  return project;
}

function contents(entries) {
  const items = entries.map(({ name, file }) => `- [\`${name}\`](${file})`).join('\n');
  return `# API reference

Written by \`pnpm api\` from the built types and their comments. What things are for is told in the [guides](../../README.md#more).

${items}
`;
}
