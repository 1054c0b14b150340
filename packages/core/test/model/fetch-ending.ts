import type { FetchContext } from '@sameflight/core';
import type { FetchRecord, Outcome, Source, Windows } from './history.js';
import type { Ending } from './schedule.js';
import type { World } from './world.js';

/** What a fetcher answers with, and what is stored of it. */
interface FetchEnding {
  readonly outcome: Outcome;
  readonly source: Source | undefined;
}

const FALSY: readonly unknown[] = [undefined, null, 0, '', false];
const NO_WINDOWS: Windows = { ttl: 0, staleWhileRevalidate: 0, staleIfError: 0, keep: 0 };

/** Has a fetcher say what is to become of its value, and decides on the value, or the error. */
export function endingOf(
  world: World,
  record: FetchRecord,
  context: FetchContext,
  ending: Ending,
): FetchEnding {
  switch (ending) {
    case 'error':
    case 'falsy error':
      return { outcome: { kind: 'error', error: errorOf(record, ending) }, source: undefined };
    case 'absent':
      if (!record.isBatched) return endingOf(world, record, context, 'error');
      return { outcome: { kind: 'absent' }, source: undefined };
    default:
      return answerOf(world, record, context, ending);
  }
}

function errorOf({ id }: FetchRecord, ending: Ending): unknown {
  return ending === 'falsy error' ? FALSY[id % FALSY.length] : new Error(`failure of fetch ${id}`);
}

function answerOf(
  world: World,
  fetch: FetchRecord,
  context: FetchContext,
  ending: Ending,
): FetchEnding {
  const { spot, began } = fetch;
  const { stale } = context;
  const isUnmodified = ending === 'unmodified' && stale !== undefined;
  const added = isUnmodified ? stale.tags : ending === 'tagged' ? ['red'] : [];
  if (ending === 'tagged') context.store({ tags: added });
  if (ending === 'unstored') context.doNotStore();
  const value = isUnmodified ? context.notModified() : world.value(spot.key);
  const windows = ending === 'unstored' ? NO_WINDOWS : fetch.windows;
  const tags = [...fetch.tags, ...added];
  const source = { spot, value, began, stored: undefined, windows, tags, fetch };
  world.history.sources.push(source);
  return { outcome: { kind: 'value', value }, source };
}
