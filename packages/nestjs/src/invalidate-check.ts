import type { CacheRegistry } from './cache-registry.js';
import { explained } from './explained.js';
import { type Handler, type HandlerClass, nameOf, traitsOf } from './handler-traits.js';
import { invalidateCachedMetadata, invalidateMetadata } from './metadata.js';
import { checkNames } from './option-checks.js';

interface InvalidationOptions {
  readonly cache?: string;
  readonly keys?: unknown;
  readonly tags?: unknown;
}

/** What `@Invalidate()` and `@InvalidateCached()` say, looked at when the app starts. */
export class InvalidateCheck {
  readonly #registry: CacheRegistry;

  constructor(registry: CacheRegistry) {
    this.#registry = registry;
  }

  checkHandler(target: HandlerClass, handler: Handler): void {
    const options = invalidateMetadata(handler);
    if (options === undefined) return;
    explained(`@Invalidate() on ${target.name}.${nameOf(target, handler)}`, () => {
      const { kinds, isSse, operation } = traitsOf(target, handler);
      if (kinds.size === 0)
        throw new TypeError(
          'it handles nothing; use @InvalidateCached() for the methods of a provider',
        );
      if (isSse || operation === 'Subscription')
        throw new TypeError(
          'it sends events without an end, and @Invalidate() waits for the end; leave it out',
        );
      this.#checkOptions(options);
    });
  }

  checkMethod(method: object): void {
    const metadata = invalidateCachedMetadata(method);
    if (metadata === undefined) return;
    const { place, options } = metadata;
    explained(`@InvalidateCached() on ${place.name}`, () => this.#checkOptions(options));
  }

  #checkOptions({ cache, keys, tags }: InvalidationOptions): void {
    this.#registry.get(cache);
    if (keys === undefined && tags === undefined)
      throw new TypeError('it names nothing that is to go; give `keys` or `tags`');
    checkNames('keys', keys);
    checkNames('tags', tags);
  }
}
