import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import { root, textOf } from './pages.js';

/** A link to something in this repository. */
export interface Link {
  /** Such as `docs/freshness.md:12`. */
  readonly place: string;
  /** As it is written. */
  readonly target: string;
  /** What it leads to, from the root. */
  readonly path: string;
  /** Of the heading that it leads to; empty for the page as a whole. */
  readonly anchor: string;
}

// Pages that are published elsewhere, such as a package's README, link by address.
const ADDRESS = /^https:\/\/github\.com\/sameflight\/sameflight\/(?:blob|tree)\/main\//;

export function linksOf(page: string): readonly Link[] {
  const text = prose(textOf(page));
  return [...text.matchAll(/\]\(([^()\s]+)\)/g)].flatMap(({ index, 1: target = '' }) => {
    const isOurs = ADDRESS.test(target);
    if (/^\w+:/.test(target) && !isOurs) return [];
    const [path = '', anchor = ''] = target.replace(ADDRESS, '').split('#');
    const from = isOurs ? '.' : posix.dirname(page);
    return {
      place: `${page}:${text.slice(0, index).split('\n').length}`,
      target,
      path: path === '' ? page : posix.join(from, path),
      anchor,
    };
  });
}

export function leadsSomewhere({ path, anchor }: Link): boolean {
  if (!existsSync(new URL(path, `file://${root}`))) return false;
  return anchor === '' || anchorsOf(path).has(anchor);
}

const known = new Map<string, ReadonlySet<string>>();

function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = known.get(page) ?? new Set(slugsOf(prose(textOf(page))));
  known.set(page, anchors);
  return anchors;
}

function slugsOf(text: string): readonly string[] {
  const slugger = new GithubSlugger();
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  return titles.map((title) => slugger.slug(title.replaceAll(/[`*[]|\]\(.*?\)/g, '')));
}

/** The text without its blocks of code, on the same lines. */
function prose(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, (block) => block.replaceAll(/[^\n]/g, ''));
}
