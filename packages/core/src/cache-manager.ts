import { brand, isBranded } from './brand.js';
import { CacheCore } from './cache-core.js';
import { CacheNamespace } from './cache-namespace.js';
import { Namespace } from './namespace.js';
import { assertOptionsObject, checkOptions } from './option-checks.js';
import type { CacheOptions } from './options.js';

/**
 * A cache that sends one request upstream, however many callers ask: concurrent calls for a key share one flight,
 * and its outcome is cached. In memory, bounded, and shared with other processes where it is given an L2.
 */
export class CacheManager extends CacheNamespace {
  readonly #core: CacheCore;

  /**
   * @throws {TypeError} for an option of the wrong type
   * @throws {RangeError} for a number out of range
   */
  constructor(options: CacheOptions = {}) {
    assertOptionsObject(options, 'options');
    checkOptions(options);
    const core = new CacheCore(options);
    super(core, Namespace.root);
    this.#core = core;
    brand(this, 'cache');
  }

  /** Recognises a cache of any installed copy of this package. */
  static isCacheManager(value: unknown): value is CacheManager {
    return isBranded(value, 'cache');
  }

  /**
   * Ends everything the cache started: waiters get `ClosedError`, fetchers' signals abort, memory is emptied, timers and
   * listeners go, and the tier is closed. Calls from now on get `ClosedError`. Closing again waits for the same end.
   */
  close(): Promise<void> {
    return this.#core.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
