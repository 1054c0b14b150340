import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CacheRegistry } from './cache-registry.js';
import { CachedCalls } from './cached-calls.js';
import { Coalescer } from './coalescer.js';
import { CoalescingInterceptor } from './coalescing-interceptor.js';
import { CoalescingEvents } from './events.js';
import { Invalidator } from './invalidator.js';
import { Routes } from './routes.js';
import { StartUpCheck } from './start-up-check.js';

/** What an app has once, however many caches it has. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    CacheRegistry,
    CoalescingEvents,
    Routes,
    Coalescer,
    CachedCalls,
    Invalidator,
    CoalescingInterceptor,
    StartUpCheck,
  ],
  exports: [CoalescingEvents, CacheRegistry, CoalescingInterceptor],
})
export class SameflightHost implements OnModuleInit, OnApplicationShutdown {
  readonly #check: StartUpCheck;

  constructor(@Inject(StartUpCheck) check: StartUpCheck) {
    this.#check = check;
  }

  onModuleInit(): void {
    this.#check.run();
  }

  onApplicationShutdown(): void {
    this.#check.end();
  }
}
