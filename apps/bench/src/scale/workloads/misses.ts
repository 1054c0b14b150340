import { freshKeys, load, ONE_HOUR } from '../../speed/traffic.js';
import type { Workload } from '../../speed/workload.js';

const OPERATIONS = 10_000;

/** Misses that are stored and evict, in a full cache of so many entries. */
export function workload(size: number): Workload {
  return {
    name: 'miss + store + evict',
    async open(contestant) {
      const cache = contestant.open({ maxEntries: size, ttl: ONE_HOUR, load });
      const next = freshKeys();
      for (const key of next(size)) await cache.get(key);
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
}
