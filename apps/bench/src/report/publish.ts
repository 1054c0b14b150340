import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Picture, svgOf } from './chart.js';

/** What one part has to say. */
export interface PartReport {
  /** The name of its page, without ending. */
  readonly name: string;
  readonly text: string;
  readonly pictures: Readonly<Record<string, Picture>>;
}

/** Writes the page of a part and its pictures, in place of those that were there. */
export function publish(directory: string, { name, text, pictures }: PartReport): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `${name}.md`), text);
  for (const [file, picture] of Object.entries(pictures))
    writeFileSync(join(directory, file), svgOf(picture));
}
