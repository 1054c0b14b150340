import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CacheManager } from '@sameflight/core';
import { checkSharingOptions } from './option-checks.js';
import type { SameflightOptions } from './options.js';
import { isOutcome } from './recording.js';
import { splitOptions } from './split-options.js';

/** The name of the cache that is meant where none is named. */
export const DEFAULT_CACHE = 'default';

/** One cache of the app. */
export interface OpenCache {
  readonly cache: CacheManager;
  readonly options: SameflightOptions;
}

/** The caches of one app, by name. They are closed when it shuts down. */
@Injectable()
export class CacheRegistry implements OnApplicationShutdown {
  readonly #caches: Map<string, OpenCache> = new Map();

  /**
   * @throws {TypeError} where there is one of that name
   * @throws {TypeError} or {RangeError} for an option that cannot be meant
   */
  open(given: string | undefined, options: SameflightOptions): CacheManager {
    const name = given ?? DEFAULT_CACHE;
    if (typeof name !== 'string' || name === '')
      throw new TypeError(`\`name\` must be a name for the cache, got ${JSON.stringify(name)}`);
    if (this.#caches.has(name)) throw new TypeError(duplicateMessage(name));
    if (typeof options !== 'object' || options === null)
      throw new TypeError(`the options of the cache '${name}' must be an object, got ${options}`);
    checkSharingOptions(options);
    const { sharing, others } = splitOptions(options);
    const { copy } = sharing;
    const cache = new CacheManager({ ...others, name, ...(copy && { copy: valuesBy(copy) }) });
    this.#caches.set(name, { cache, options });
    return cache;
  }

  /** @throws {TypeError} where there is none of that name */
  get(name: string = DEFAULT_CACHE): OpenCache {
    const found = this.#caches.get(name);
    if (found === undefined) throw new TypeError(missingMessage(name, [...this.#caches.keys()]));
    return found;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#caches.values()].map(({ cache }) => cache.close()));
  }
}

type Copy = <Value>(value: Value) => Value;

/** Handlers' answers are copied when they are played, each without what is stored along with it. */
function valuesBy(copy: Copy): Copy {
  return (value) => (isOutcome(value) ? value : copy(value));
}

function duplicateMessage(name: string): string {
  return `SameflightModule: there are two caches named '${name}'; import the module once, with isGlobal where other modules need it too, or give each cache a name of its own`;
}

function missingMessage(name: string, names: readonly string[]): string {
  const known = names.map((one) => `'${one}'`).join(', ') || 'none';
  return `there is no cache named '${name}' (there is: ${known}); name another, or import SameflightModule.forRoot({ name: '${name}' })`;
}
