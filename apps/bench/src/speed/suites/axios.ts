import type { HttpClient } from '../../contestants/http/http-client.js';
import { httpWorkloads } from './http-workloads.js';
import type { Suite } from './suite.js';

export const axios: Suite<HttpClient> = {
  name: 'axios',
  title: 'A cached axios',
  directory: 'http',
  limit: {
    name: 'limit',
    is: 'axios itself with an adapter over a `Map` of texts: no freshness, no rules of HTTP',
  },
  ours: 'sameflight',
  bare: ['bare axios'],
  workloads: httpWorkloads,
  contestants: async () => (await import('../../contestants/http/axios-clients.js')).axiosClients,
};
