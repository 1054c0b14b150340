import { setTimeout } from 'node:timers/promises';
import { keysOf, load, ONE_HOUR } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const KEYS = 1_000;
const TTL = 1;
const UNTIL_STALE = 4;

export const workload: Workload = {
  name: 'stale hit, refreshed in the background',
  async open(contestant) {
    const keys = keysOf(KEYS);
    let loads = 0;
    const counted = (key: string): Promise<unknown> => {
      loads++;
      return load(key);
    };
    const terms = { maxEntries: KEYS, ttl: TTL, stale: ONE_HOUR, load: counted };
    const cache = contestant.openStale?.(terms);
    if (cache === undefined) return undefined;
    for (const key of keys) await cache.get(key);
    return {
      operations: KEYS,
      async before() {
        await setTimeout(UNTIL_STALE);
        loads = 0;
      },
      async run() {
        for (const key of keys) await cache.get(key);
      },
      // Some put the refresh off to a timer.
      async after() {
        await setTimeout(UNTIL_STALE);
        if (loads < KEYS)
          throw new Error(`${contestant.name} refreshed ${loads} of ${KEYS} values`);
      },
    };
  },
};
