import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Picture, svgOf } from './chart.js';
import { type Finding, findingsTable } from './finding.js';
import { indexPage } from './index-page.js';
import { IN_SHORT, page } from './markdown.js';

/** What one part has to say. */
export interface PartReport {
  /** The name of its page, without ending. */
  readonly name: string;
  readonly title: string;
  /** How its figures came about. */
  readonly madeBy: string;
  readonly findings: readonly Finding[];
  /** All that stands below them, in Markdown. */
  readonly body: string;
  readonly pictures: Readonly<Record<string, Picture>>;
}

export function pageOf({ title, madeBy, findings, body }: PartReport): string {
  return page(`# ${title}`, madeBy, IN_SHORT, findingsTable(findings), body);
}

/** Writes the page of a part and its pictures, in place of those that were there. */
export function publish(directory: string, report: PartReport): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `${report.name}.md`), pageOf(report));
  for (const [file, picture] of Object.entries(report.pictures))
    writeFileSync(join(directory, file), svgOf(picture));
}

/** Writes the page that tells of all others, from what they say of themselves. */
export function publishIndex(directory: string, names: readonly string[]): void {
  const pages = names
    .map((name) => ({ name, path: join(directory, `${name}.md`) }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ name, text: readFileSync(path, 'utf8') }));
  writeFileSync(join(directory, 'README.md'), indexPage(pages));
}
