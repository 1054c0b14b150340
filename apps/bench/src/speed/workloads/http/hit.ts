import type { HttpClient } from '../../../contestants/http/http-client.js';
import { hits } from '../../../http/hits.js';
import type { Workload } from '../../workload.js';

export const workload: Workload<HttpClient> = hits({
  name: 'hit, 1 URL, 60 bytes of JSON',
  paths: ['/small/1'],
  operations: 200,
});
