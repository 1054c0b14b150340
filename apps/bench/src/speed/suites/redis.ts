import type { SharedCache } from '../../contestants/redis/shared-cache.js';
import type { Suite } from './suite.js';

export const redis: Suite<SharedCache> = {
  name: 'redis',
  title: 'A hit in Redis of what is not in memory',
  directory: 'redis',
  limit: {
    name: 'bare GET',
    is: 'a `GET` and the parsing of the same value, by the same client: no expiry, no lease, no checks',
  },
  ours: 'sameflight',
  workloads: [
    { file: 'l2-hit', limit: 1.3 },
    { file: 'l2-hit-work' },
    { file: 'l2-hits-at-once' },
    { file: 'large-l2-hit', limit: 1.3 },
  ],
  contestants: async () => (await import('../../contestants/redis/index.js')).sharedCaches,
};
