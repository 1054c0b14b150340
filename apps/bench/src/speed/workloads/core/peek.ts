import { keysOf, load, ONE_HOUR, zipfRequests } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const KEYS = 10_000;
const OPERATIONS = 10_000;

export const workload: Workload = {
  name: 'synchronous hit (`peek`), zipf over 10,000 keys',
  async open(contestant) {
    const keys = keysOf(KEYS);
    const cache = contestant.open({ maxEntries: KEYS, ttl: ONE_HOUR, load });
    const peek = cache.peek;
    if (peek === undefined) return undefined;
    for (const key of keys) await cache.get(key);
    const requests = zipfRequests(keys, OPERATIONS);
    return {
      operations: OPERATIONS,
      run() {
        let missing = 0;
        for (const key of requests) if (peek(key) === undefined) missing++;
        if (missing > 0) throw new Error(`${missing} keys are missing`);
      },
    };
  },
};
