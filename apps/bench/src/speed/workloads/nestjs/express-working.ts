import type { NestCache } from '../../../contestants/nestjs/nest-cache.js';
import { rate, requests } from '../../../nestjs/requests.js';
import type { Workload } from '../../workload.js';

const MILLISECOND = 1;

export const workload: Workload<NestCache> = requests({
  name: 'Express, a handler that works for 1 ms: time by the clock on the wall',
  platform: 'express',
  clock: 'wall',
  load(id) {
    const end = performance.now() + MILLISECOND;
    while (performance.now() < end);
    return rate(id);
  },
});
