import { CachedCalls } from './cached-calls.js';
import type { CachedOptions } from './cached-options.js';
import { hostOf } from './hosts.js';
import { markCached } from './metadata.js';
import { type AsyncMethodDecorator, type MethodPlace, replaceMethod } from './method.js';
import { partOf } from './part-of.js';

/**
 * Coalesces and caches a method of a provider: those who call it with equal arguments share one run of it, and its
 * value is kept. Values are shared, not copied.
 *
 * An object that was made by hand, as in a unit test, has no cache: its methods just run.
 *
 * @throws {TypeError} for a static method or an accessor
 */
export function Cached<Args extends readonly unknown[] = readonly unknown[]>(
  options: CachedOptions<Args> = {},
): AsyncMethodDecorator<Args> {
  return (target, key, descriptor) =>
    replaceMethod('Cached', target, key, descriptor, (place) => cached(place, options as never));
}

function cached(
  place: MethodPlace,
  options: CachedOptions<readonly unknown[]>,
): MethodPlace['method'] {
  const answering = async function (this: object, ...args: never[]): Promise<unknown> {
    const moduleRef = hostOf(this);
    if (moduleRef === undefined) return place.method.apply(this, args);
    const calls = partOf(moduleRef, CachedCalls, `@Cached() on ${place.name}`);
    return calls.answer({ place, options, object: this, args, moduleRef });
  };
  markCached(answering, { place, options });
  return answering;
}
