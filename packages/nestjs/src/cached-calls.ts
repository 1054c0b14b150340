import { Inject, Injectable } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { type GetOrFetchOptions, keyOf } from '@sameflight/core';
import { CacheRegistry } from './cache-registry.js';
import type { CachedOptions } from './cached-options.js';
import { inFlight } from './current-flight.js';
import { CoalescingEvents } from './events.js';
import { IN_THE_FOREGROUND } from './foreground.js';
import { identityOf } from './instance-identity.js';
import type { MethodPlace } from './method.js';
import { PassThrough } from './pass-through.js';
import { Routes } from './routes.js';
import { askForString, askForStrings, isThenable } from './user-function.js';

/** One call of a method under `@Cached()`. */
export interface CachedCall {
  readonly place: MethodPlace;
  readonly options: CachedOptions<readonly unknown[]>;
  readonly object: object;
  readonly args: readonly never[];
  readonly moduleRef: ModuleRef;
}

/** Answers calls of cached methods, for one app. */
@Injectable()
export class CachedCalls {
  readonly #registry: CacheRegistry;
  readonly #routes: Routes;
  readonly #events: CoalescingEvents;

  constructor(
    @Inject(CacheRegistry) registry: CacheRegistry,
    @Inject(Routes) routes: Routes,
    @Inject(CoalescingEvents) events: CoalescingEvents,
  ) {
    this.#registry = registry;
    this.#routes = routes;
    this.#events = events;
  }

  answer(call: CachedCall): Promise<unknown> {
    const { cache } = this.#registry.get(call.options.cache);
    const key = keyFor(call);
    if (key instanceof PassThrough) return this.#runUncached(call, key);
    const options = fetchOptions(call);
    if (options instanceof PassThrough) return this.#runUncached(call, options);
    const terms = this.#routes.isRequestScoped(call.object.constructor)
      ? { ...options, ...IN_THE_FOREGROUND }
      : options;
    return cache.getOrFetch(key, (context) => inFlight(context, () => run(call)), terms);
  }

  #runUncached(call: CachedCall, { reason, error }: PassThrough): Promise<unknown> {
    const event = { handler: call.place.name, kind: 'method', reason };
    this.#events.emit('pass-through', error === undefined ? event : { ...event, error });
    return run(call);
  }
}

function keyFor({ place, options, object, args, moduleRef }: CachedCall): string | PassThrough {
  try {
    if (options.key === undefined)
      return keyOf(
        '@Cached',
        place.name,
        object.constructor.name,
        identityOf(object, moduleRef),
        ...args,
      );
    return askForString('key', () => options.key?.(...args));
  } catch (error) {
    return new PassThrough('key-failed', error);
  }
}

function fetchOptions({ options, args }: CachedCall): GetOrFetchOptions | PassThrough {
  const { cache, key, tags, ...rest } = options;
  if (typeof tags !== 'function') return tags === undefined ? rest : { ...rest, tags };
  try {
    return { ...rest, tags: askForStrings('tags', () => tags(...args)) };
  } catch (error) {
    return new PassThrough('tags-failed', error);
  }
}

// The compiler refuses a method that is not asynchronous, where it can see it.
function run({ place, object, args }: CachedCall): Promise<unknown> {
  const result: unknown = place.method.apply(object, [...args]);
  if (isThenable(result)) return result as Promise<unknown>;
  throw new TypeError(
    `@Cached() on ${place.name}: it must return a promise, got ${typeof result}; make it async`,
  );
}
