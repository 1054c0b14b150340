import type { FetchOptions } from '@sameflight/core';

/** Options of `@Cached()`. */
export interface CachedOptions<Args extends readonly unknown[]> extends Omit<FetchOptions, 'tags'> {
  /** The name of the cache. @default 'default' */
  readonly cache?: string;
  /**
   * The key, from the method's arguments. It is the cache's key as it is, for all objects of the class, so it must say
   * what it is a key of, as `keyOf('rate', id)` does: two methods that give the same key answer for each other.
   * Without it the key is made of the class, the object, the method and its arguments.
   */
  readonly key?: (...args: Args) => string;
  /** Labels by which values are invalidated together. */
  readonly tags?: readonly string[] | ((...args: Args) => readonly string[]);
}
