import type { HttpClient } from '../../../contestants/http/http-client.js';
import { hits } from '../../../http/hits.js';
import type { Workload } from '../../workload.js';

export const workload: Workload<HttpClient> = hits({
  name: 'hit, 1 URL, 47 kB of JSON',
  paths: ['/large/1'],
  operations: 20,
});
