import { freshKeys, load, ONE_HOUR } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const OPERATIONS = 2_000;
const MAX_ENTRIES = 10_000;

export const workload: Workload = {
  name: 'miss + store + evict, unique keys',
  async open(contestant) {
    const cache = contestant.open({ maxEntries: MAX_ENTRIES, ttl: ONE_HOUR, load });
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
