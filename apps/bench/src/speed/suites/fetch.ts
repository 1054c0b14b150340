import type { HttpClient } from '../../contestants/http/http-client.js';
import { httpWorkloads } from './http-workloads.js';
import type { Suite } from './suite.js';

export const fetch: Suite<HttpClient> = {
  name: 'fetch',
  title: 'A cached `fetch`',
  directory: 'http',
  limit: {
    name: 'limit',
    is: 'a `Map` of bodies with a `Response` for each caller: no freshness, no rules of HTTP',
  },
  ours: 'sameflight',
  bare: ['bare fetch'],
  workloads: httpWorkloads,
  contestants: async () => (await import('../../contestants/http/fetch-clients.js')).fetchClients,
};
