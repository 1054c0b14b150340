import { describe, expect, it } from 'vitest';
import { leadsSomewhere, linksOf } from './links.js';
import { pages } from './pages.js';

describe('every link of the documentation', () => {
  it('leads to a file, and to a heading in it', () => {
    const links = pages().flatMap(linksOf);

    expect(links.length).toBeGreaterThan(100);
    expect(links.filter((link) => !leadsSomewhere(link)).map(shown)).toEqual([]);
  });

  it('is on a page that another page leads to', () => {
    const reached = new Set(pages().flatMap((page) => linksOf(page).map(({ path }) => path)));
    const starts = new Set(['README.md', '.changeset/README.md']);

    expect(pages().filter((page) => !starts.has(page) && !isReached(page, reached))).toEqual([]);
  });
});

function shown({ place, target }: { place: string; target: string }): string {
  return `${place}: ${target}`;
}

/** A README stands for its folder. */
function isReached(page: string, reached: ReadonlySet<string>): boolean {
  const folder = page.replace(/\/README\.md$/, '');
  return reached.has(page) || reached.has(folder) || reached.has(`${folder}/`);
}
