import type { Contestant } from '../../contestants/contestant.js';
import { load, ONE_HOUR } from '../../speed/traffic.js';

/** The longest that one call stopped the event loop for, in milliseconds, in a full cache. */
export interface Pauses {
  /** Of many misses that were stored and evicted others. */
  readonly store: number;
  readonly clear: number | undefined;
  readonly invalidateTag: number | undefined;
}

export async function measure(contestant: Contestant, entries: number): Promise<Pauses> {
  const cache = contestant.open({ maxEntries: entries, ttl: ONE_HOUR, load });
  for (let index = 0; index < entries; index++) await cache.get(`key:${index}`);
  const store = await longest(entries / 2, (index) => cache.get(`new:${index}`));
  const clear = cache.clear === undefined ? undefined : await duration(() => cache.clear?.());
  return { store, clear, invalidateTag: await tagPause(contestant, entries) };
}

async function tagPause(contestant: Contestant, entries: number): Promise<number | undefined> {
  const cache = contestant.openTagged?.({ maxEntries: entries, ttl: ONE_HOUR, load });
  if (cache === undefined || contestant.name === 'limit') return undefined;
  for (let index = 0; index < entries; index++) await cache.get(`key:${index}`);
  return duration(() => cache.invalidateTag());
}

async function longest(count: number, call: (index: number) => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  let most = 0;
  for (let index = 0; index < count; index++)
    most = Math.max(most, await duration(() => call(index)));
  return most;
}

async function duration(call: () => unknown): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}
