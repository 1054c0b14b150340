import { SAMEFLIGHT } from '../contestants/sameflight.js';
import { atMost, type Finding } from '../report/finding.js';
import { figure } from '../report/markdown.js';
import { bareMap } from './bare-map.js';
import type { MemoryResults } from './run-memory.js';

/** Our figures, beside what we mean to reach. */
export function findings(results: MemoryResults): Finding[] {
  const { perEntry, perWaiter, inFlight, growth, importTimes, sizes } = results;
  const size = sizes[SAMEFLIGHT];
  return [
    finding('bytes an entry, stored', perEntry[SAMEFLIGHT]?.filled, 140),
    finding('bytes an entry, after churn', perEntry[SAMEFLIGHT]?.afterChurn, 170),
    finding('bytes a waiter', perWaiter[SAMEFLIGHT]?.plain, 1),
    finding('MiB for 200,000 keys in flight', inFlight[SAMEFLIGHT]?.aloft, 210),
    finding('MiB left of them when they have landed', inFlight[SAMEFLIGHT]?.left, 5),
    finding('MiB by which the heap grew over keys that came once', growth[SAMEFLIGHT]?.grown, 1),
    ...pauses(results),
    finding('ms to import', importTimes[SAMEFLIGHT], 2.5),
    finding('kB of all of core, min+gzip', size === undefined ? size : size / 1_000, 8),
  ];
}

// Without a goal: what is hard is the one large Map, which all have.
function pauses({ pauses: all }: MemoryResults): Finding[] {
  const ours = all[SAMEFLIGHT];
  const map = all[bareMap.name];
  if (ours === undefined || map === undefined) return [];
  return [
    ratio('longest pause by storing under churn ÷ a bare Map’s', ours.store, map.store),
    ratio('pause by `clear` ÷ a bare Map’s', ours.clear, map.clear),
    ratio('pause by `deleteByTag` ÷ a bare Map’s `clear`', ours.invalidateTag, map.clear),
  ];
}

function ratio(what: string, one: number | undefined, other: number | undefined): Finding {
  const isKnown = one !== undefined && other !== undefined;
  return { what, measured: isKnown ? figure(one / other) : '–' };
}

function finding(what: string, value: number | undefined, most: number): Finding {
  const measured = value === undefined ? '–' : figure(value);
  return { what, measured, goal: atMost(most, value) };
}
