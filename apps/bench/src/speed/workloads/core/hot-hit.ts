import { load, ONE_HOUR } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const OPERATIONS = 2_000;

export const workload: Workload = {
  name: 'hot hit, 1 key, awaited one by one',
  async open(contestant) {
    const cache = contestant.open({ maxEntries: 1_000, ttl: ONE_HOUR, load });
    await cache.get('hot');
    return {
      operations: OPERATIONS,
      async run() {
        for (let call = 0; call < OPERATIONS; call++) await cache.get('hot');
      },
    };
  },
};
