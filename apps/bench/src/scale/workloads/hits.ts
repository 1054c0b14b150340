import { seeded } from '../../random.js';
import { keysOf, load, ONE_HOUR } from '../../speed/traffic.js';
import type { Workload } from '../../speed/workload.js';

const OPERATIONS = 20_000;

/** Hits on keys drawn at random, each as likely as the other, in a cache of so many entries. */
export function workload(size: number): Workload {
  return {
    name: 'hit',
    async open(contestant) {
      const cache = contestant.open({ maxEntries: size, ttl: ONE_HOUR, load });
      const keys = keysOf(size);
      for (const key of keys) await cache.get(key);
      const random = seeded(42);
      let requests: string[] = [];
      return {
        operations: OPERATIONS,
        before() {
          requests = Array.from(
            { length: OPERATIONS },
            () => keys[Math.floor(random() * size)] as string,
          );
        },
        async run() {
          for (const key of requests) await cache.get(key);
        },
      };
    },
  };
}
