import { checksFinding, checksSection, type ResultsByName } from '../checks/checks-section.js';
import { atMost, type Finding } from '../report/finding.js';
import { page, table } from '../report/markdown.js';
import type { PartReport } from '../report/publish.js';
import { type SuiteResults, speedReport } from '../speed/report.js';
import { spreadCell } from '../speed/spread-cell.js';
import { CALLERS, type FleetResult, LATENCY, PROCESSES } from './fleet.js';

const METHOD = `One real Redis at a unix socket, with nothing to persist. Every process keeps one entry in its own memory and asks for a thousand keys in turn, so that
each is found in Redis; a run in which one was not ends there. Time is that of the clock on the wall, Redis’ own work included, unless a row says otherwise.
*bare GET*, and ours, use \`redis\` (node-redis), as do *cacheable* and *cache-manager* through Keyv; the others use \`ioredis\`.`;

const COLD = `## A cold key: ${PROCESSES} processes with ${CALLERS.toLocaleString('en-US')} callers each`;

const FLEET = `All ask at the same moment; the upstream takes ${LATENCY} ms. *Calls* is how often it was called by all of them together. *Time* is when the last caller of the
slowest process had the value, as a multiple of what the upstream takes: 1.00 is nothing added. Medians over the rounds, with their intervals.`;

/** The speed of hits, and what a fleet makes of a cold key. */
export function redisReport(
  results: readonly SuiteResults[],
  fleets: readonly FleetResult[],
  behaviour: ResultsByName,
  madeBy: string,
): PartReport {
  const report = speedReport({ name: 'redis', title: 'Redis', madeBy, method: METHOD }, results);
  const ours = fleets.find(({ name }) => name === 'sameflight');
  const rows = fleets.map(({ name, calls, taken }) => [name, countCell(calls), spreadCell(taken)]);
  return {
    ...report,
    findings: [
      ...report.findings,
      ...(ours === undefined ? [] : findings(ours)),
      checksFinding(behaviour, 'sameflight'),
    ],
    body: page(
      report.body,
      COLD,
      FLEET,
      table(['contestant', 'calls', 'time'], rows),
      checksSection(behaviour),
    ),
  };
}

function findings({ calls, taken }: FleetResult): Finding[] {
  const crowd = `${PROCESSES} × ${CALLERS.toLocaleString('en-US')} callers on a cold key`;
  return [
    { what: `${crowd}: calls upstream`, measured: countCell(calls), goal: atMost(1, calls.high) },
    { what: `${crowd}: time ÷ the upstream’s latency`, measured: spreadCell(taken) },
  ];
}

function countCell({ median, low, high }: FleetResult['calls']): string {
  return `**${median}** [${low}, ${high}]`;
}
