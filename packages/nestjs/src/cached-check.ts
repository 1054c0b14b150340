import { keyOf } from '@sameflight/core';
import type { CacheRegistry } from './cache-registry.js';
import { explained } from './explained.js';
import { NOT_LATER, refreshesLater } from './foreground.js';
import type { HandlerClass } from './handler-traits.js';
import { type CachedMetadata, cachedMetadata } from './metadata.js';
import type { MethodPlace } from './method.js';
import { checkFetchOptions } from './option-checks.js';
import type { Routes } from './routes.js';

/** What `@Cached()` says, looked at when the app starts. */
export class CachedCheck {
  readonly #registry: CacheRegistry;
  readonly #routes: Routes;
  readonly #places: Map<string, MethodPlace & { readonly servedBy: HandlerClass }> = new Map();
  readonly #keyed: Map<object, HandlerClass> = new Map();

  constructor(registry: CacheRegistry, routes: Routes) {
    this.#registry = registry;
    this.#routes = routes;
  }

  check(target: HandlerClass, method: object): void {
    const metadata = cachedMetadata(method);
    if (metadata === undefined) return;
    explained(`@Cached() on ${metadata.place.name}`, () => {
      this.#checkOptions(metadata);
      if (this.#routes.isRequestScoped(target) && refreshesLater(metadata.options))
        throw new TypeError(`its provider ${NOT_LATER}`);
      if (metadata.options.key === undefined) this.#checkName(target, metadata.place);
      else this.#checkKeyed(target, metadata.place);
    });
  }

  #checkOptions({ options }: CachedMetadata): void {
    const { cache: name, key, tags, ...rest } = options;
    if (key !== undefined && typeof key !== 'function')
      throw new TypeError('`key` must be a function of the arguments that returns a string');
    const { cache } = this.#registry.get(name);
    const isList = tags !== undefined && typeof tags !== 'function';
    checkFetchOptions(cache, isList ? { ...rest, tags } : rest);
  }

  /** Keys that are derived begin with the names of the method, of the class that declares it, and of the object's own. */
  #checkName(target: HandlerClass, place: MethodPlace): void {
    const names = keyOf(place.name, target.name);
    const other = this.#places.get(names);
    this.#places.set(names, { ...place, servedBy: target });
    if (other !== undefined && other.servedBy !== target) throw clash('class of that name');
    if (other !== undefined && other.method !== place.method) throw clash('symbol of that name');
  }

  /** A key of one's own is used as it is, whichever class inherits the method. */
  #checkKeyed(target: HandlerClass, { method }: MethodPlace): void {
    const other = this.#keyed.get(method) ?? target;
    this.#keyed.set(method, other);
    if (other !== target)
      throw new TypeError(
        `${other.name} and ${target.name} both have it, and with its \`key\` the two would answer for each other; leave \`key\` out, or override the method with a \`key\` for each`,
      );
  }
}

function clash(other: string): TypeError {
  return new TypeError(
    `another ${other} has such a method, and the two would answer for each other; give one of them a \`key\`, or another name`,
  );
}
