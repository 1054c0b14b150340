import { freshKeys, load, ONE_HOUR } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const KEYS = 1_000;
const CALLERS = 100;

export const workload: Workload = {
  name: '1000 keys × 100 callers',
  per: 'caller',
  open(contestant) {
    const cache = contestant.open({ maxEntries: 2_000, ttl: ONE_HOUR, load });
    const next = freshKeys();
    const answers = new Array<Promise<unknown>>(KEYS * CALLERS);
    let keys: string[] = [];
    return {
      operations: KEYS * CALLERS,
      before() {
        keys = next(KEYS);
      },
      async run() {
        let index = 0;
        for (let caller = 0; caller < CALLERS; caller++)
          for (const key of keys) answers[index++] = cache.get(key);
        await Promise.all(answers);
      },
    };
  },
};
