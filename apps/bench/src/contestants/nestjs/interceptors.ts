import { CacheInterceptor, CacheModule } from '@nestjs/cache-manager';
import type { DynamicModule, NestInterceptor, Type } from '@nestjs/common';
import { CoalescingInterceptor, SameflightModule } from '@sameflight/nestjs';

/** An interceptor that caches whatever handlers it is bound to. */
export interface CachingInterceptor {
  readonly name: string;
  readonly interceptor: Type<NestInterceptor>;
  /** What an app imports for it. */
  imports(): DynamicModule[];
}

const TTL = 60_000;

/** In the order of the report. */
export const interceptors: readonly CachingInterceptor[] = [
  {
    name: 'sameflight',
    interceptor: CoalescingInterceptor,
    imports: () => [SameflightModule.forRoot({ ttl: TTL })],
  },
  {
    name: '@nestjs/cache-manager',
    interceptor: CacheInterceptor,
    imports: () => [CacheModule.register({ ttl: TTL })],
  },
];
