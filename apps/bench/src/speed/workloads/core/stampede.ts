import { freshKeys, load, ONE_HOUR } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const CALLERS = 10_000;

export const workload: Workload = {
  name: 'stampede, 10,000 callers on 1 key',
  per: 'caller',
  open(contestant) {
    const cache = contestant.open({ maxEntries: 1_000, ttl: ONE_HOUR, load });
    const next = freshKeys();
    const answers = new Array<Promise<unknown>>(CALLERS);
    let key = '';
    return {
      operations: CALLERS,
      before() {
        key = next(1)[0] as string;
      },
      async run() {
        for (let caller = 0; caller < CALLERS; caller++) answers[caller] = cache.get(key);
        await Promise.all(answers);
      },
    };
  },
};
