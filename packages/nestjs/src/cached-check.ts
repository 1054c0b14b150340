import type { CacheRegistry } from './cache-registry.js';
import { explained } from './explained.js';
import { type CachedMetadata, cachedMetadata } from './metadata.js';
import { checkFetchOptions } from './option-checks.js';

/** What `@Cached()` says, looked at when the app starts. */
export class CachedCheck {
  readonly #registry: CacheRegistry;
  readonly #targets: Map<string, object> = new Map();

  constructor(registry: CacheRegistry) {
    this.#registry = registry;
  }

  check(method: object): void {
    const metadata = cachedMetadata(method);
    if (metadata === undefined) return;
    explained(`@Cached() on ${metadata.place.name}`, () => {
      this.#checkOptions(metadata);
      this.#checkName(metadata);
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

  /** Keys that are derived begin with the names of class and method. */
  #checkName({ place, options }: CachedMetadata): void {
    const other = this.#targets.get(place.name);
    if (options.key !== undefined) return;
    this.#targets.set(place.name, place.target);
    if (other !== undefined && other !== place.target)
      throw new TypeError(
        'another class of that name has such a method, and the two would answer for each other; give one of them a `key`, or another name',
      );
  }
}
