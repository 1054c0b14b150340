import { LIMIT } from '../contestants/limit.js';
import { SAMEFLIGHT } from '../contestants/sameflight.js';
import { atMost, type Finding } from '../report/finding.js';
import { page, table } from '../report/markdown.js';
import type { PartReport } from '../report/publish.js';
import type { Fault, Verdict } from './fault.js';
import type { BehaviourResult } from './run-behaviour.js';

const METHOD = `Each row is a small function that is run on every contestant, in the version and with the defaults that its documentation
gives; clocks and timers stand still, upstream answers are given by hand. ✓ sound · ✗ fault · – not offered. Several faults are
stated design choices: this table records behaviour, not blame. Values are shared by identity in Sameflight too, unless it is given a \`copy\` function.`;

const RACES = `*Race model*: random programs of gets, deletes, and calls that end well or badly, in random order. The figure is how many ran until
one broke a rule: who asks after a delete gets nothing from before it; a key that nobody deleted has one call at a time; nobody is left waiting.`;

/** Who passes what, as a table and in words. */
export function behaviourReport(
  results: readonly BehaviourResult[],
  faults: readonly Fault[],
  madeBy: string,
): PartReport {
  const names = results.map(({ name }) => name);
  return {
    name: 'behaviour',
    title: 'Behaviour',
    madeBy,
    findings: findings(results, faults.length),
    pictures: {},
    body: page(
      '## Who passes what',
      METHOD,
      table(
        ['a sound cache', ...names],
        [
          ...faults.map(({ id, promise }) => [
            `${promise} (${id})`,
            ...results.map(({ verdicts }) => mark(verdicts[id])),
          ]),
          ['the process ends by itself (F13)', ...results.map(({ exits }) => (exits ? '✓' : '✗'))],
          ['race model: programs until one broke a rule', ...results.map(racesCell)],
          ['**faults**', ...results.map((result) => `**${faultCount(result)}**`)],
        ],
      ),
      RACES,
      '## What was seen instead',
      ...results.map((result) => notes(result)).filter((text) => text !== ''),
    ),
  };
}

function findings(results: readonly BehaviourResult[], faults: number): Finding[] {
  const ours = results.find(({ name }) => name === SAMEFLIGHT);
  if (ours === undefined) return [];
  const found = faultCount(ours);
  const others = results
    .filter(({ name }) => name !== SAMEFLIGHT && name !== LIMIT)
    .map(faultCount);
  const peers = `the others have ${Math.min(...others)} to ${Math.max(...others)}`;
  const checks = `faults, of ${faults + 2} that are looked for`;
  return [{ what: checks, measured: `**${found}**; ${peers}`, goal: atMost(0, found) }];
}

function mark(verdict: Verdict | undefined): string {
  if (verdict === undefined || verdict.kind === 'absent') return '–';
  return verdict.kind === 'sound' ? '✓' : '✗';
}

function racesCell({ races }: BehaviourResult): string {
  return races.until === undefined
    ? `none in ${races.programs.toLocaleString('en-US')}`
    : `${races.until}`;
}

function faultCount({ verdicts, exits, races }: BehaviourResult): number {
  const failed = Object.values(verdicts).filter(({ kind }) => kind === 'fault').length;
  return failed + (exits ? 0 : 1) + (races.until === undefined ? 0 : 1);
}

function notes({ name, verdicts, races }: BehaviourResult): string {
  const seen = Object.entries(verdicts).flatMap(([id, { kind, note }]) =>
    kind === 'fault' ? [`${id}: ${note ?? 'fails'}`] : [],
  );
  if (races.rule !== undefined) seen.push(`race model: ${races.rule}`);
  return seen.length === 0 ? '' : `**${name}** ${seen.join(' · ')}`;
}
