import type { Verdict } from '../behaviour/fault.js';
import { atMost, type Finding } from '../report/finding.js';
import { page, table } from '../report/markdown.js';
import type { CheckResults } from './check.js';

export type ResultsByName = Readonly<Record<string, CheckResults>>;

const MARKS: Readonly<Record<Verdict['kind'], string>> = { sound: '✓', fault: '✗', absent: '–' };

const METHOD = `Each row is a small function that is run on every contestant, with the defaults that its documentation gives. ✓ sound · ✗ fault · – not offered.
Several faults are stated design choices: this table records behaviour, not blame.`;

/** Who keeps which promise, as a table and in words. */
export function checksSection(results: ResultsByName): string {
  const names = Object.keys(results);
  const promises = Object.keys(Object.values(results)[0] ?? {});
  return page(
    '## Behaviour',
    METHOD,
    table(
      ['a sound cache', ...names],
      [
        ...promises.map((promise) => [
          promise,
          ...names.map((name) => MARKS[results[name]?.[promise]?.kind ?? 'absent']),
        ]),
        ['**faults**', ...names.map((name) => `**${faultsOf(results[name])}**`)],
      ],
    ),
    ...names.map((name) => notes(name, results[name])),
  );
}

/** Our faults, beside those of the others. */
export function checksFinding(results: ResultsByName, ours: string): Finding {
  const others = Object.keys(results).filter((name) => !name.startsWith('sameflight'));
  const counts = others.map((name) => faultsOf(results[name]));
  const found = faultsOf(results[ours]);
  return {
    what: `${ours}: faults in behaviour`,
    measured: `**${found}**; the others have ${Math.min(...counts)} to ${Math.max(...counts)}`,
    goal: atMost(0, found),
  };
}

function faultsOf(results: CheckResults = {}): number {
  return Object.values(results).filter(({ kind }) => kind === 'fault').length;
}

function notes(name: string, results: CheckResults = {}): string {
  const seen = Object.entries(results).flatMap(([promise, { kind, note }]) =>
    kind === 'fault' && note !== undefined ? [`*${promise}*: ${note}`] : [],
  );
  return seen.length === 0 ? '' : `**${name}** ${seen.join(' · ')}`;
}
