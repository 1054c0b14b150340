import type { SharedCache } from '../../../contestants/redis/shared-cache.js';
import { sharedHits } from '../../../redis/shared-hits.js';
import type { Workload } from '../../workload.js';

export const workload: Workload<SharedCache> = sharedHits({
  name: 'hit in Redis, 1 record: the work of the process that asks',
  records: 1,
  clock: 'processor',
});
