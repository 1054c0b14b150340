import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

export interface Platform {
  readonly platform: string;
  readonly adapter: () => AbstractHttpAdapter;
}

/** Every test of HTTP runs on each of these. */
export const platforms: readonly Platform[] = [
  { platform: 'Express', adapter: () => new ExpressAdapter() },
  {
    platform: 'Fastify',
    adapter: () => new FastifyAdapter({ forceCloseConnections: true }) as AbstractHttpAdapter,
  },
];
