import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import type { CacheManager } from '@sameflight/core';
import { CacheRegistry } from './cache-registry.js';
import { cacheToken } from './inject-cache.js';
import type {
  SameflightModuleAsyncOptions,
  SameflightModuleOptions,
  SameflightOptionsFactory,
} from './module-options.js';
import type { SameflightOptions } from './options.js';
import { SameflightHost } from './sameflight-host.js';

const OPTIONS = Symbol('sameflight:options');

/**
 * Gives an app its cache, and what `@Coalesce()`, `@Cached()` and their like need. Imported once for each cache; the
 * decorators work in every module of the app. Its caches are closed when the app shuts down.
 */
@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: a module of Nest is a class
export class SameflightModule {
  /** @throws at start-up, for options that cannot be meant and for two caches of one name */
  static forRoot({ name, isGlobal, ...options }: SameflightModuleOptions = {}): DynamicModule {
    return cacheModule(name, isGlobal, [{ provide: OPTIONS, useValue: options }]);
  }

  /** As `forRoot`, with options that other providers help to make. */
  static forRootAsync(options: SameflightModuleAsyncOptions): DynamicModule {
    const { name, isGlobal, imports } = options;
    return cacheModule(name, isGlobal, optionsProviders(options), imports);
  }
}

function cacheModule(
  name: string | undefined,
  isGlobal: boolean | undefined,
  optionsProviders: Provider[],
  imports: DynamicModule['imports'] = [],
): DynamicModule {
  const token = cacheToken(name);
  const cache: Provider = {
    provide: token,
    useFactory: (registry: CacheRegistry, options: SameflightOptions): CacheManager =>
      registry.open(name, options),
    inject: [CacheRegistry, OPTIONS],
  };
  return {
    module: SameflightModule,
    global: isGlobal === true,
    imports: [SameflightHost, ...imports],
    providers: [...optionsProviders, cache],
    exports: [token, SameflightHost],
  };
}

function optionsProviders(options: SameflightModuleAsyncOptions): Provider[] {
  const { useFactory, useClass, useExisting, inject = [] } = options;
  if ([useFactory, useClass, useExisting].filter(Boolean).length !== 1)
    throw new TypeError(
      'SameflightModule.forRootAsync: give one of useFactory, useClass and useExisting',
    );
  if (useFactory !== undefined) return [{ provide: OPTIONS, useFactory, inject }];
  const factory = (useClass ?? useExisting) as Type<SameflightOptionsFactory>;
  const made: Provider = {
    provide: OPTIONS,
    useFactory: (maker: SameflightOptionsFactory) => maker.createSameflightOptions(),
    inject: [factory],
  };
  return useClass === undefined ? [made] : [{ provide: useClass, useClass }, made];
}
