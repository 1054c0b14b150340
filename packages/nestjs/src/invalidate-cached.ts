import { hostOf } from './hosts.js';
import type { InvalidateCachedOptions, NamesFrom } from './invalidate-cached-options.js';
import { Invalidator, type Outdated } from './invalidator.js';
import { markInvalidatingCached } from './metadata.js';
import { type AsyncMethodDecorator, type MethodPlace, replaceMethod } from './method.js';
import { partOf } from './part-of.js';
import { askForStrings } from './user-function.js';

/**
 * On a method that changes things: once its promise has resolved, and before its caller hears so, what was fetched
 * before is no longer served. If it rejects, nothing is invalidated.
 *
 * @throws {TypeError} for a static method or an accessor
 */
export function InvalidateCached<Args extends readonly unknown[] = readonly unknown[]>(
  options: InvalidateCachedOptions<Args>,
): AsyncMethodDecorator<Args> {
  return (target, key, descriptor) =>
    replaceMethod('InvalidateCached', target, key, descriptor, (place) =>
      invalidating(place, options as never),
    );
}

function invalidating(
  place: MethodPlace,
  options: InvalidateCachedOptions<readonly unknown[]>,
): MethodPlace['method'] {
  const { cache, keys, tags } = options;
  const invalidatingMethod = async function (this: object, ...args: never[]): Promise<unknown> {
    const result = await place.method.apply(this, args);
    const moduleRef = hostOf(this);
    if (moduleRef === undefined) return result;
    const invalidator = partOf(moduleRef, Invalidator, `@InvalidateCached() on ${place.name}`);
    const outdated = (): Outdated => ({
      cache,
      keys: names('keys', keys, args),
      tags: names('tags', tags, args),
    });
    await invalidator.after(place.name, outdated);
    return result;
  };
  markInvalidatingCached(invalidatingMethod, { place, options });
  return invalidatingMethod;
}

function names(
  option: string,
  given: NamesFrom<readonly unknown[]> = [],
  args: readonly unknown[],
): readonly string[] {
  return typeof given === 'function' ? askForStrings(option, () => given(...args)) : given;
}
