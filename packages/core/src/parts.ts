import { AsyncContext } from './async-context.js';
import type { Clock } from './clock.js';
import { type CallCounts, noCalls } from './counters.js';
import { Deadlines } from './deadlines.js';
import { Directory } from './directory.js';
import { Events, type Topics } from './events.js';
import type { Flight } from './flight.js';
import { Flights } from './flights.js';
import { Invalidations } from './invalidation.js';
import { shorten } from './key.js';
import { MemoryStore } from './memory-store.js';
import { keyOfId } from './namespace.js';
import type { CacheOptions } from './options.js';
import type { RemoteTier } from './remote.js';
import { exactClock, systemClock } from './system-clock.js';
import type { Run } from './waits.js';

/** What one cache is made of, and all its namespaces share. */
export interface Parts {
  readonly clock: Clock;
  readonly directory: Directory<Flight>;
  readonly store: MemoryStore;
  readonly flights: Flights;
  readonly deadlines: Deadlines;
  readonly invalidations: Invalidations;
  readonly events: Events;
  readonly topics: Topics;
  readonly counts: CallCounts;
  readonly remote: RemoteTier | undefined;
  readonly maxFlights: number;
  readonly copy: CacheOptions['copy'];
  /** The weight of a value, asked only where weights are bounded. */
  readonly weigh: ((value: unknown, key: string) => number) | undefined;
}

/** Whose fetcher is running; shared by all caches, as fetchers may wait across them. */
export const runningFetch: AsyncContext<Run> = new AsyncContext();

export function assemble(options: CacheOptions): Parts {
  const { clock = systemClock, maxEntries = 1_000, maxWeight = Number.POSITIVE_INFINITY } = options;
  const deadlines = new Deadlines(options.clock ?? exactClock);
  const events = new Events(options.name ?? 'cache');
  const { topics } = events;
  const directory = new Directory<Flight>();
  const counts = noCalls();
  const onEvict = (id: string): void => {
    counts.evictions++;
    if (topics.evict.isHeard) topics.evict.emit({ key: shownKey(id) });
  };
  return {
    clock,
    directory,
    store: new MemoryStore(directory, { maxEntries, maxWeight, onEvict }),
    flights: new Flights(deadlines, directory),
    deadlines,
    invalidations: new Invalidations(),
    events,
    topics,
    counts,
    remote: options.remote,
    maxFlights: options.maxFlights ?? Number.POSITIVE_INFINITY,
    copy: options.copy,
    weigh: maxWeight === Number.POSITIVE_INFINITY ? undefined : (options.weigh ?? (() => 1)),
  };
}

/** A key as events and `flights()` show it. */
export function shownKey(id: string): string {
  return shorten(keyOfId(id));
}
