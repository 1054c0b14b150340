import type { LoadRate, NestCache, NestTerms } from '../contestants/nestjs/nest-cache.js';
import type { Clock, Workload } from '../speed/workload.js';
import { Visitors } from './visitors.js';

const REQUESTS = 400;
const CONNECTIONS = 32;

interface Terms {
  readonly name: string;
  readonly platform: NestTerms['platform'];
  readonly clock?: Clock;
  readonly load?: LoadRate;
}

/** Many connections that ask one app for a hundred answers, all of which are cached where there is a cache. */
export function requests({
  name,
  platform,
  clock = 'processor',
  load = rate,
}: Terms): Workload<NestCache> {
  return {
    name,
    clock,
    per: 'request',
    async open(cache) {
      const { url } = await cache.open({ platform, load });
      const visitors = new Visitors();
      const visit = { url, requests: REQUESTS, connections: CONNECTIONS };
      await visitors.come(visit);
      return {
        operations: REQUESTS,
        async run() {
          await visitors.come(visit);
        },
      };
    },
  };
}

/** What a handler answers with that has nothing to do. */
export function rate(id: string): object {
  return { id, name: 'Ada', tags: ['a', 'b', 'c'], rate: 1.1 };
}
