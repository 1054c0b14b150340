import { freshKeys, load, ONE_HOUR } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const OPERATIONS = 2_000;
const MAX_ENTRIES = 10_000;

export const workload: Workload = {
  name: 'miss + store + evict of tagged entries',
  async open(contestant) {
    const cache = contestant.openTagged?.({ maxEntries: MAX_ENTRIES, ttl: ONE_HOUR, load });
    if (cache === undefined) return undefined;
    const next = freshKeys();
    for (const key of next(MAX_ENTRIES)) await cache.get(key);
    let keys: string[] = [];
    return {
      operations: OPERATIONS,
      before() {
        keys = next(OPERATIONS);
      },
      async run() {
        for (const key of keys) await cache.get(key);
      },
    };
  },
};
