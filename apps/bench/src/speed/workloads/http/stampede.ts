import type { HttpClient } from '../../../contestants/http/http-client.js';
import { origin } from '../../../http/origin.js';
import type { Workload } from '../../workload.js';

const CALLERS = 100;

let runs = 0;

export const workload: Workload<HttpClient> = {
  name: 'stampede, 100 callers on 1 cold URL',
  per: 'caller',
  async open(client) {
    const { url } = await origin();
    const get = client.open();
    let cold = '';
    return {
      operations: CALLERS,
      before() {
        cold = `${url}/small/cold-${runs++}`;
      },
      async run() {
        await Promise.all(Array.from({ length: CALLERS }, () => get(cold)));
      },
    };
  },
};
