import type { HttpClient } from '../../../contestants/http/http-client.js';
import { origin } from '../../../http/origin.js';
import type { Workload } from '../../workload.js';

const OPERATIONS = 20;

export const workload: Workload<HttpClient> = {
  name: 'hit, 1 URL, 47 kB of JSON',
  async open(client) {
    const url = `${(await origin()).url}/large/1`;
    const get = client.open();
    await get(url);
    return {
      operations: OPERATIONS,
      async run() {
        for (let call = 0; call < OPERATIONS; call++) await get(url);
      },
    };
  },
};
