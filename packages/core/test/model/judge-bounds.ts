import type { World } from './world.js';

/** Is no more held, and in the air, than may be? */
export function judgeBounds({ history, processes, setup }: World): void {
  for (const { cache } of processes) {
    const { entries, weight, flights } = cache.stats();
    if (entries > setup.maxEntries) history.violate(`${entries} entries are held`);
    if (weight > setup.maxWeight) history.violate(`a weight of ${weight} is held`);
    if (flights > setup.maxFlights) history.violate(`${flights} flights are in the air`);
  }
}

/** Everything has had time to end: is anything left? */
export function judgeEnd({ history, processes, remote, clock }: World): void {
  for (const { ended, id } of history.calls)
    if (ended === undefined) history.violate(`call ${id} was never answered`);
  for (const { cache } of processes)
    if (cache.stats().flights > 0) history.violate('a flight is left');
  if (remote !== undefined && remote.leased.length > 0) history.violate('a lease is left');
  if (clock.timers > 0) history.violate('a timer is left');
}

/** The caches are closed: is anything left? */
export function judgeClosed({ history, processes, clock }: World): void {
  for (const { cache } of processes) {
    const { entries, weight, flights } = cache.stats();
    if (entries + weight + flights > 0) history.violate('a closed cache holds something');
  }
  if (clock.timers > 0) history.violate('a timer is left after the close');
}
