import type { NestCache } from '../../../contestants/nestjs/nest-cache.js';
import { requests } from '../../../nestjs/requests.js';
import type { Workload } from '../../workload.js';

export const workload: Workload<NestCache> = requests({
  name: 'Fastify: time by the clock on the wall',
  platform: 'fastify',
  clock: 'wall',
});
