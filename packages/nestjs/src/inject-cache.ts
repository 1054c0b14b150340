import { Inject, type InjectionToken } from '@nestjs/common';
import { CacheManager } from '@sameflight/core';
import { DEFAULT_CACHE } from './cache-registry.js';

/** What a cache is provided as. The default one is `CacheManager` itself, and so injectable by type. */
export function cacheToken(name: string = DEFAULT_CACHE): InjectionToken {
  return name === DEFAULT_CACHE ? CacheManager : `sameflight:cache:${name}`;
}

/** Injects the `CacheManager` of that name; the default one where none is given. */
export function InjectCache(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(cacheToken(name));
}
