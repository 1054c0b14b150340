import { Invalidator, type Outdated } from './invalidator.js';
import { type AsyncMethodDecorator, hostOf, type MethodPlace, replaceMethod } from './method.js';
import { partOf } from './part-of.js';

/** Names, or a function of the method's arguments that gives them. */
export type NamesFrom<Args extends readonly unknown[]> =
  | readonly string[]
  | ((...args: Args) => readonly string[]);

/** Options of `@InvalidateCached()`. */
export interface InvalidateCachedOptions<Args extends readonly unknown[]> {
  /** The name of the cache. @default 'default' */
  readonly cache?: string;
  /** Keys, as `key` of `@Cached()` or of `@Coalesce()` gave them. */
  readonly keys?: NamesFrom<Args>;
  readonly tags?: NamesFrom<Args>;
}

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
  { cache, keys, tags }: InvalidateCachedOptions<readonly unknown[]>,
): MethodPlace['method'] {
  return async function (this: object, ...args: never[]): Promise<unknown> {
    const result = await place.method.apply(this, args);
    const moduleRef = hostOf(this);
    if (moduleRef === undefined) return result;
    const invalidator = partOf(moduleRef, Invalidator, `@InvalidateCached() on ${place.name}`);
    const outdated = (): Outdated => ({ cache, keys: names(keys, args), tags: names(tags, args) });
    await invalidator.after(place.name, outdated);
    return result;
  };
}

function names(
  given: NamesFrom<readonly unknown[]> = [],
  args: readonly unknown[],
): readonly string[] {
  return typeof given === 'function' ? given(...args) : given;
}
