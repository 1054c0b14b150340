import { Module } from '@nestjs/common';
import type { CacheManager } from '@sameflight/core';
import {
  Coalesce,
  type CoalesceOptions,
  type CoalescingEvents,
  SameflightModule,
  type SameflightModuleOptions,
} from '@sameflight/nestjs';

const options: SameflightModuleOptions = { ttl: 30_000, isGlobal: true };
export const module = SameflightModule.forRoot(options);
export const lateModule = SameflightModule.forRootAsync({
  inject: ['config'],
  useFactory: (config: { ttl: number }) => ({ ttl: config.ttl }),
});
export const decorator: MethodDecorator = Module && Coalesce({ ttl: 5_000 });
export const handlerOptions: CoalesceOptions = {
  key: ({ params }) => String(params.id),
  tags: ({ args, data }) => [String(args.id), String(data)],
  partition: ({ request }) => request?.ip,
};
export const reasons = (events: CoalescingEvents): (() => void) =>
  events.on('pass-through', ({ reason }) => reason === 'no-key');
export const size = (cache: CacheManager): number => cache.size;

// @ts-expect-error a ttl is a number
Coalesce({ ttl: '5s' });
