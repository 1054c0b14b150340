import { SetMetadata } from '@nestjs/common';
import type { CachedOptions } from './cached-options.js';
import type { InvalidateCachedOptions } from './invalidate-cached-options.js';
import type { InvalidateOptions } from './invalidate-options.js';
import type { MethodPlace } from './method.js';
import type { CoalesceOptions } from './options.js';

/** What the decorators write down, and the interceptors and the check at start-up read. */
const COALESCE = 'sameflight:coalesce';
const INVALIDATE = 'sameflight:invalidate';
const CACHED = 'sameflight:cached';
const INVALIDATES_CACHED = 'sameflight:invalidates-cached';

/** A handler, or a controller with its handlers, that is not to be coalesced by an interceptor further out. */
export const OPTED_OUT = 'opted-out';

export type CoalesceMetadata = CoalesceOptions | typeof OPTED_OUT;

export function markCoalesced(metadata: CoalesceMetadata): MethodDecorator & ClassDecorator {
  return SetMetadata(COALESCE, metadata);
}

export function markInvalidating(options: InvalidateOptions): MethodDecorator {
  return SetMetadata(INVALIDATE, options);
}

/** What `@Coalesce()` or `@NoCoalesce()` says on a handler, or on a controller. */
export function coalesceMetadata(target: object): CoalesceMetadata | undefined {
  return Reflect.getMetadata(COALESCE, target) as CoalesceMetadata | undefined;
}

export function invalidateMetadata(target: object): InvalidateOptions | undefined {
  return Reflect.getMetadata(INVALIDATE, target) as InvalidateOptions | undefined;
}

/** What `@Cached()` says of a method. */
export interface CachedMetadata {
  readonly place: MethodPlace;
  readonly options: CachedOptions<readonly unknown[]>;
}

export function markCached(method: object, metadata: CachedMetadata): void {
  Reflect.defineMetadata(CACHED, metadata, method);
}

export function cachedMetadata(method: object): CachedMetadata | undefined {
  return Reflect.getMetadata(CACHED, method) as CachedMetadata | undefined;
}

/** What `@InvalidateCached()` says of a method. */
export interface InvalidateCachedMetadata {
  readonly place: MethodPlace;
  readonly options: InvalidateCachedOptions<readonly unknown[]>;
}

export function markInvalidatingCached(method: object, metadata: InvalidateCachedMetadata): void {
  Reflect.defineMetadata(INVALIDATES_CACHED, metadata, method);
}

export function invalidateCachedMetadata(method: object): InvalidateCachedMetadata | undefined {
  return Reflect.getMetadata(INVALIDATES_CACHED, method) as InvalidateCachedMetadata | undefined;
}
