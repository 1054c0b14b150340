import type { HttpClient } from '../../../contestants/http/http-client.js';
import { origin } from '../../../http/origin.js';
import { zipfRequests } from '../../traffic.js';
import type { Workload } from '../../workload.js';

const URLS = 1_000;
const OPERATIONS = 200;
const REQUESTS = 20_000;

export const workload: Workload<HttpClient> = {
  name: 'zipf hits over 1,000 URLs',
  async open(client) {
    const { url } = await origin();
    const urls = Array.from({ length: URLS }, (_, id) => `${url}/small/${id}`);
    const get = client.open();
    for (const one of urls) await get(one);
    const requests = zipfRequests(urls, REQUESTS);
    let from = 0;
    return {
      operations: OPERATIONS,
      before() {
        from = (from + OPERATIONS) % REQUESTS;
      },
      async run() {
        for (let index = from; index < from + OPERATIONS; index++)
          await get(requests[index] as string);
      },
    };
  },
};
