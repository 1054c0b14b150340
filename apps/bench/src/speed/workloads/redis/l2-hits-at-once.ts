import type { SharedCache } from '../../../contestants/redis/shared-cache.js';
import { sharedHits } from '../../../redis/shared-hits.js';
import type { Workload } from '../../workload.js';

export const workload: Workload<SharedCache> = sharedHits({
  name: 'hits in Redis, 1 record, 100 keys at once',
  records: 1,
  atOnce: 100,
});
