import { keysOf, load, ONE_HOUR, zipfRequests } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const KEYS = 100_000;
const MAX_ENTRIES = 10_000;
const OPERATIONS = 10_000;
const REQUESTS = 500_000;

export const workload: Workload = {
  name: 'zipf 0.99 with misses',
  async open(contestant) {
    const cache = contestant.open({ maxEntries: MAX_ENTRIES, ttl: ONE_HOUR, load });
    const requests = zipfRequests(keysOf(KEYS), REQUESTS);
    for (let index = 0; index < 2 * MAX_ENTRIES; index++)
      await cache.get(requests[index] as string);
    let from = 0;
    return {
      operations: OPERATIONS,
      before() {
        from = (from + OPERATIONS) % REQUESTS;
      },
      async run() {
        for (let index = from; index < from + OPERATIONS; index++)
          await cache.get(requests[index] as string);
      },
    };
  },
};
