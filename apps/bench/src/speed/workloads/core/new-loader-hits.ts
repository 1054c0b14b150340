import { keysOf, load, ONE_HOUR, zipfRequests } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const KEYS = 10_000;
const OPERATIONS = 10_000;

export const workload: Workload = {
  name: 'zipf hits with a loader made for the call',
  async open(contestant) {
    const keys = keysOf(KEYS);
    const cache = contestant.open({ maxEntries: KEYS, ttl: ONE_HOUR, load });
    const get = cache.getWithNewLoader;
    if (get === undefined) return undefined;
    for (const key of keys) await cache.get(key);
    const requests = zipfRequests(keys, OPERATIONS);
    return {
      operations: OPERATIONS,
      async run() {
        for (const key of requests) await get(key);
      },
    };
  },
};
