import { Inject, Injectable } from '@nestjs/common';
import { keyOf } from '@sameflight/core';
import { CacheRegistry } from './cache-registry.js';
import { type Handler, type HandlerClass, nameOf, traitsOf } from './handler-traits.js';
import {
  type CoalesceMetadata,
  coalesceMetadata,
  invalidateMetadata,
  OPTED_OUT,
} from './metadata.js';
import type { CoalesceOptions } from './options.js';
import { Route } from './route.js';
import { defined, splitOptions } from './split-options.js';

/** What is known of the app's handlers, worked out once for each. */
@Injectable()
export class Routes {
  readonly #registry: CacheRegistry;
  readonly #routes: WeakMap<object, Map<Handler, Route>> = new WeakMap();
  readonly #requestScoped: WeakSet<object> = new WeakSet();

  constructor(@Inject(CacheRegistry) registry: CacheRegistry) {
    this.#registry = registry;
  }

  /** Notes that objects of this class live for one request. */
  noteRequestScoped(target: HandlerClass): void {
    this.#requestScoped.add(target);
  }

  isRequestScoped(target: object): boolean {
    return this.#requestScoped.has(target);
  }

  /** @throws {TypeError} where its cache does not exist */
  of(target: HandlerClass, handler: Handler): Route {
    const routes = this.#routes.get(target) ?? new Map<Handler, Route>();
    const route = routes.get(handler) ?? this.#make(target, handler);
    this.#routes.set(target, routes.set(handler, route));
    return route;
  }

  #make(target: HandlerClass, handler: Handler): Route {
    const own = coalesceMetadata(handler);
    const inherited = coalesceMetadata(target);
    const said = { ...optionsIn(inherited), ...optionsIn(own) };
    const { cache, options: defaults } = this.#registry.get(said.cache);
    const { validate } = defaults;
    const options = { ...splitOptions(defaults).sharing, ...(validate && { validate }), ...said };
    return new Route({
      name: `${target.name}.${nameOf(target, handler)}`,
      id: idOf(target, handler),
      traits: traitsOf(target, handler),
      options,
      cache,
      ttl: options.ttl ?? defaults.ttl ?? 60_000,
      isOptedOut: (own ?? inherited) === OPTED_OUT,
      isRequestScoped: this.#requestScoped.has(target),
      invalidates: invalidateMetadata(handler) !== undefined,
      hasOwnKey: optionsIn(own).key !== undefined,
    });
  }
}

function optionsIn(metadata: CoalesceMetadata | undefined): CoalesceOptions {
  return metadata === undefined || metadata === OPTED_OUT ? {} : defined(metadata);
}

/** Classes of one name are told apart by their paths and versions. */
function idOf(target: HandlerClass, handler: Handler): string {
  const of = (key: string, owner: object): unknown => Reflect.getMetadata(key, owner);
  const place = [of('path', target), of('__version__', target), of('__version__', handler)];
  return keyOf(target.name, nameOf(target, handler), ...place.map(textOf));
}

// A version may be a symbol, `VERSION_NEUTRAL`.
function textOf(value: unknown): unknown {
  return Array.isArray(value) ? value.map(String) : value === undefined ? value : String(value);
}
