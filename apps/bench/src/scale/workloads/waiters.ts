import { freshKeys, load, ONE_HOUR } from '../../speed/traffic.js';
import type { Workload } from '../../speed/workload.js';

const LEAST_CALLS = 1_000;

/** So many callers at once on one missing key; few of them on several keys in turn. */
export function workload(size: number): Workload {
  const flights = Math.max(LEAST_CALLS / size, 1);
  return {
    name: 'waiter',
    open(contestant) {
      const cache = contestant.open({ maxEntries: 2 * LEAST_CALLS, ttl: ONE_HOUR, load });
      const next = freshKeys();
      const answers = new Array<Promise<unknown>>(size);
      let keys: string[] = [];
      return {
        operations: flights * size,
        before() {
          keys = next(flights);
        },
        async run() {
          for (const key of keys) {
            for (let caller = 0; caller < size; caller++) answers[caller] = cache.get(key);
            await Promise.all(answers);
          }
        },
      };
    },
  };
}
