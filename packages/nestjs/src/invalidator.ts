import { Inject, Injectable, Logger } from '@nestjs/common';
import type { CacheManager } from '@sameflight/core';
import { CacheRegistry } from './cache-registry.js';
import { CoalescingEvents } from './events.js';

/** What is to go. */
export interface Outdated {
  readonly cache: string | undefined;
  readonly keys: readonly string[];
  readonly tags: readonly string[];
}

/** Invalidates what a handler or a method has made outdated. */
@Injectable()
export class Invalidator {
  readonly #registry: CacheRegistry;
  readonly #events: CoalescingEvents;
  readonly #logger: Logger = new Logger('Sameflight');

  constructor(
    @Inject(CacheRegistry) registry: CacheRegistry,
    @Inject(CoalescingEvents) events: CoalescingEvents,
  ) {
    this.#registry = registry;
    this.#events = events;
  }

  /**
   * Never rejects: what was done stays done, whether or not the caches could be told. A failure is logged, and told as
   * an event.
   */
  async after(handler: string, outdated: () => Outdated): Promise<void> {
    try {
      const { cache: name, keys, tags } = outdated();
      const { cache } = this.#registry.get(name);
      await Promise.all([
        ...keys.map((key) => forget(cache, key)),
        ...tags.map((tag) => cache.deleteByTag(tag)),
      ]);
    } catch (error) {
      this.#logger.warn(`${handler} succeeded, but what it outdates was not invalidated: ${error}`);
      this.#events.emit('invalidation-failure', { handler, error });
    }
  }
}

/** An answer of a handler carries its key as a tag, since it is stored once for each caller. */
async function forget(cache: CacheManager, key: string): Promise<void> {
  await Promise.all([cache.delete(key), cache.deleteByTag(key)]);
}
