import { table } from './report/markdown.js';

/** Callers who ask for the same at once. */
export const CROWD = 200;

/** How many calls one answer took, by contestant. */
export type CallsByName = Readonly<Record<string, number>>;

/** Who calls how often for a crowd that asks at once. */
export function crowdTable(heading: string, calls: CallsByName): string {
  return table(
    ['contestant', heading],
    Object.entries(calls).map(([name, count]) => [name, String(count)]),
  );
}
