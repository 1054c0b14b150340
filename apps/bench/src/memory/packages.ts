import { pathToFileURL } from 'node:url';
import { CORE_VARIABLE } from '../contestants/core-variable.js';
import { SAMEFLIGHT } from '../contestants/sameflight.js';

/** What a user imports, by contestant. */
export const packages: Readonly<Record<string, string>> = {
  [SAMEFLIGHT]: coreEntry(),
  'lru-cache': 'lru-cache',
  'async-cache-dedupe': 'async-cache-dedupe',
  'p-memoize': 'p-memoize',
  'layered-loader': 'layered-loader/core',
  'cache-manager': 'cache-manager',
  cacheable: 'cacheable',
  bentocache: 'bentocache',
  cachified: '@epic-web/cachified',
  ocache: 'ocache',
};

/** The file that a package's name stands for. */
export function entryOf(name: string): string {
  return name.startsWith('file:') ? name : import.meta.resolve(name);
}

function coreEntry(): string {
  const path = process.env[CORE_VARIABLE];
  return path === undefined ? '@sameflight/core' : pathToFileURL(path).href;
}
