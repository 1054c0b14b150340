import { SAMEFLIGHT } from '../contestants/sameflight.js';
import { atMost, type Finding } from '../report/finding.js';
import { figure } from '../report/markdown.js';
import { fastest, ratioOf, spreadOf } from '../speed/ratios.js';
import { spreadCell } from '../speed/spread-cell.js';
import { pauseRatio } from './pauses.js';
import type { MemoryResults } from './run-memory.js';

/** Our figures, beside what we mean to reach. */
export function findings(results: MemoryResults): Finding[] {
  const { perEntry, perWaiter, inFlight, growth, sizes } = results;
  const size = sizes[SAMEFLIGHT];
  return [
    finding('bytes an entry, stored', perEntry[SAMEFLIGHT]?.filled, 140),
    finding('bytes an entry, after churn', perEntry[SAMEFLIGHT]?.afterChurn, 170),
    finding('bytes a waiter', perWaiter[SAMEFLIGHT]?.plain, 1),
    finding('MiB for 200,000 keys in flight', inFlight[SAMEFLIGHT]?.aloft, 210),
    finding('MiB left of them when they have landed', inFlight[SAMEFLIGHT]?.left, 5),
    finding('MiB by which the heap grew over keys that came once', growth[SAMEFLIGHT]?.grown, 1),
    ...pauses(results),
    ...imports(results),
    finding('kB of all of core, min+gzip', size === undefined ? size : size / 1_000, 8),
  ];
}

// Without a goal: what is hard is the one large Map, which all have.
function pauses({ pauses: rounds }: MemoryResults): Finding[] {
  const ours = (verb: 'store' | 'clear' | 'invalidateTag', what: string): Finding => ({
    what: `${what} ÷ the longest of a bare Map`,
    measured: spreadCell(pauseRatio(rounds, SAMEFLIGHT, verb)),
  });
  return [
    ours('store', 'longest pause by storing under churn'),
    ours('clear', 'pause by `clear`'),
    ours('invalidateTag', 'pause by `deleteByTag`'),
  ];
}

function imports({ imports: rounds }: MemoryResults): Finding[] {
  const times = rounds.flatMap((round) => round[SAMEFLIGHT] ?? []);
  if (times.length === 0) return [];
  const peers = Object.keys(rounds[0] ?? {}).filter((name) => name !== SAMEFLIGHT);
  const best = fastest(rounds, peers) as string;
  return [
    finding('ms to import', spreadOf(times).median, 2.5),
    { what: `time to import ÷ ${best}’s`, measured: spreadCell(ratioOf(rounds, SAMEFLIGHT, best)) },
  ];
}

function finding(what: string, value: number | undefined, most: number): Finding {
  const measured = value === undefined ? '–' : figure(value);
  return { what, measured, goal: atMost(most, value) };
}
