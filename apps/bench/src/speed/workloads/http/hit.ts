import type { HttpClient } from '../../../contestants/http/http-client.js';
import { origin } from '../../../http/origin.js';
import type { Workload } from '../../workload.js';

const OPERATIONS = 200;

export const workload: Workload<HttpClient> = {
  name: 'hit, 1 URL, 60 bytes of JSON',
  async open(client) {
    const url = `${(await origin()).url}/small/1`;
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
