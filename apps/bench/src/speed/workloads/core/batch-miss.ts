import { freshKeys, loadOwn, ONE_HOUR } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const BATCHES = 20;
const SIZE = 100;
const MAX_ENTRIES = 10_000;

export const workload: Workload = {
  name: 'batch of 100 misses, stored and evicting',
  per: 'key',
  async open(contestant) {
    const cache = contestant.open({ maxEntries: MAX_ENTRIES, ttl: ONE_HOUR, load: loadOwn });
    const getMany = cache.getMany;
    if (getMany === undefined) return undefined;
    const next = freshKeys();
    for (const key of next(MAX_ENTRIES)) await cache.get(key);
    let batches: string[][] = [];
    return {
      operations: BATCHES * SIZE,
      before() {
        batches = Array.from({ length: BATCHES }, () => next(SIZE));
      },
      async run() {
        for (const batch of batches) await getMany(batch);
      },
    };
  },
};
