import type { SharedCache } from '../../../contestants/redis/shared-cache.js';
import { sharedHits } from '../../../redis/shared-hits.js';
import type { Workload } from '../../workload.js';

export const workload: Workload<SharedCache> = sharedHits({
  name: 'hit in Redis, 1 record, one by one',
  records: 1,
});
