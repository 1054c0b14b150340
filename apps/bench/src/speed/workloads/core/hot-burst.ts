import { load, ONE_HOUR } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const BURSTS = 20;
const CALLERS = 100;

export const workload: Workload = {
  name: 'hot hit in bursts of 100',
  async open(contestant) {
    const cache = contestant.open({ maxEntries: 1_000, ttl: ONE_HOUR, load });
    await cache.get('hot');
    const answers = new Array<Promise<unknown>>(CALLERS);
    return {
      operations: BURSTS * CALLERS,
      async run() {
        for (let burst = 0; burst < BURSTS; burst++) {
          for (let caller = 0; caller < CALLERS; caller++) answers[caller] = cache.get('hot');
          await Promise.all(answers);
        }
      },
    };
  },
};
