import { keysOf, loadOwn, ONE_HOUR } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const BATCHES = 50;
const SIZE = 100;

export const workload: Workload = {
  name: 'batch of 100 hits',
  per: 'key',
  async open(contestant) {
    const keys = keysOf(BATCHES * SIZE);
    const cache = contestant.open({ maxEntries: BATCHES * SIZE, ttl: ONE_HOUR, load: loadOwn });
    const getMany = cache.getMany;
    if (getMany === undefined) return undefined;
    for (const key of keys) await cache.get(key);
    const batches = Array.from({ length: BATCHES }, (_, batch) =>
      keys.slice(batch * SIZE, (batch + 1) * SIZE),
    );
    return {
      operations: BATCHES * SIZE,
      async run() {
        for (const batch of batches) await getMany(batch);
      },
    };
  },
};
