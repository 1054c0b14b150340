import type { HttpClient } from '../../../contestants/http/http-client.js';
import { hits } from '../../../http/hits.js';
import { zipfRequests } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const URLS = Array.from({ length: 1_000 }, (_, id) => `/small/${id}`);

export const workload: Workload<HttpClient> = hits({
  name: 'zipf hits over 1,000 URLs',
  paths: zipfRequests(URLS, 20_000),
  operations: 200,
});
