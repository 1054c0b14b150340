import type { NestCache } from '../../contestants/nestjs/nest-cache.js';
import type { Suite } from './suite.js';

export const nestjs: Suite<NestCache> = {
  name: 'nestjs',
  title: 'A cached handler of NestJS',
  directory: 'nestjs',
  limit: { name: 'no cache', is: 'the bare handler' },
  ours: 'sameflight',
  workloads: [
    { file: 'express' },
    { file: 'express-throughput' },
    { file: 'fastify' },
    { file: 'fastify-throughput' },
    { file: 'express-working' },
  ],
  async contestants() {
    await import('../../contestants/nestjs/one-nest.js');
    return (await import('../../contestants/nestjs/index.js')).nestCaches;
  },
};
