import type { Snapshot } from '../live/snapshot.js';
import type { Source } from '../live/source.js';
import { byId, make, numberCells, say } from './element.js';
import { count, duration } from './words.js';

/** How visitors were answered, in the order of what it cost. */
const sources: Readonly<Record<Source, string>> = {
  hit: 'hit',
  joined: 'joined',
  stale: 'stale',
  fallback: 'fallback',
  fetched: 'fetched',
  failed: 'failed',
};

export function showLatencies({ latencies }: Snapshot): void {
  for (const [name, value] of Object.entries(latencies)) say(name, duration(value));
}

export function showSources({ sources: counts }: Snapshot): void {
  const total = Object.values(counts).reduce((one, other) => one + other, 0);
  const entries = Object.entries(sources) as [Source, string][];
  const present = entries.filter(([source]) => counts[source] > 0);
  byId('bar').replaceChildren(
    ...present.map(([source]) => swatch(source, `flex-grow: ${counts[source]}`)),
  );
  byId('shares').replaceChildren(
    ...entries.map(([source, name]) =>
      make('li', [swatch(source), name, make('b', [percent(counts[source], total)])]),
    ),
  );
}

function swatch(source: Source, style = ''): HTMLElement {
  const attributes = { class: 'swatch', 'data-source': source };
  return make('i', [], { ...attributes, style: `--color: var(--${source}); ${style}` });
}

/** Of few there is a share, too. */
function percent(part: number, total: number): string {
  if (part === 0) return '0 %';
  const share = (100 * part) / total;
  return share < 1 ? '<1 %' : `${Math.round(share)} %`;
}

const MOST_FLIGHTS = 4;

export function showFlights({ flights }: Snapshot): void {
  const byWaiters = [...flights].sort((a, b) => b.waiters - a.waiters);
  const more = byWaiters.length - MOST_FLIGHTS;
  say(
    'flights-count',
    more > 0 ? `${count(flights.length)}, the fullest first` : count(flights.length),
  );
  const rows = byWaiters.slice(0, MOST_FLIGHTS).map(({ part, waiters, age, isBackground }) => {
    const aboard = isBackground && waiters === 0 ? 'refresh' : `${count(waiters)} waiting`;
    return make('li', [part, make('b', [aboard]), make('span', [duration(age)])]);
  });
  const none = make('li', ['None at this moment.'], { class: 'none' });
  byId('flights').replaceChildren(...(rows.length > 0 ? rows : [none]));
}

export function showParts({ parts }: Snapshot): void {
  byId('parts-rows').replaceChildren(
    ...parts.map(({ part, by, requests, calls }) =>
      make('tr', [make('td', [part]), packageCell(by), ...numberCells(requests, calls)]),
    ),
  );
}

function packageCell(name: string): HTMLElement {
  const [scope, rest = ''] = name.split('/');
  return make('td', [make('span', [`${scope}/`], { class: 'scope' }), rest]);
}
