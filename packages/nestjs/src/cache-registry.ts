import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CacheManager, type CacheOptions } from '@sameflight/core';
import { checkSharingOptions } from './option-checks.js';
import type { SameflightOptions } from './options.js';
import { bodyOf, isRefusal, isStoredOutcome } from './recording.js';
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
    const { others } = splitOptions(options);
    const cache = new CacheManager({ ...others, ...ofAnswers(options), name });
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

/** The user's functions of values, which see of a handler's answer what the handler returned. */
function ofAnswers({ copy, weigh, validate }: SameflightOptions): Partial<CacheOptions> {
  return {
    // Answers are copied when they are played.
    ...(copy && { copy: (value) => (isStoredOutcome(value) ? value : copy(value)) }),
    ...(isFunction(weigh) && {
      weigh: (value, key) => (isRefusal(value) ? 0 : weigh(bodyOf(value), key)),
    }),
    ...(isFunction(validate) && {
      validate: (value) => isRefusal(value) || validate(bodyOf(value)),
    }),
  };
}

// What is none is left to the cache to refuse.
function isFunction<Value>(value: Value | undefined): value is Value {
  return typeof value === 'function';
}

function duplicateMessage(name: string): string {
  return `SameflightModule: there are two caches named '${name}'; import the module once, with isGlobal where other modules need it too, or give each cache a name of its own`;
}

function missingMessage(name: string, names: readonly string[]): string {
  const known = names.map((one) => `'${one}'`).join(', ') || 'none';
  return `there is no cache named '${name}' (there is: ${known}); name another, or import SameflightModule.forRoot({ name: '${name}' })`;
}
