import { CacheManager } from '../../contestants/sameflight.js';
import type { Trace } from '../trace.js';
import type { Policy } from './policy.js';

/** Not a model: the cache itself, asked as its users ask it. */
export const ours: Policy = {
  name: 'Sameflight',
  async replay({ requests, keys }: Trace, capacity: number): Promise<number> {
    const cache = new CacheManager({ maxEntries: capacity, ttl: Number.POSITIVE_INFINITY });
    const names = Array.from({ length: keys }, (_, id) => `key:${id}`);
    let misses = 0;
    const fetcher = (): number => ++misses;
    for (const id of requests) {
      const before = misses;
      const answer = cache.getOrFetch(names[id] as string, fetcher);
      // A hit has nothing to wait for.
      if (misses !== before) await answer;
    }
    await cache.close();
    return requests.length - misses;
  },
};
