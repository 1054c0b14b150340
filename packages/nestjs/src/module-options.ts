import type {
  InjectionToken,
  ModuleMetadata,
  OptionalFactoryDependency,
  Type,
} from '@nestjs/common';
import type { SameflightOptions } from './options.js';

/** Where a cache is seen. */
export interface ModulePlace {
  /** The name of the cache. @default 'default' */
  readonly name?: string;
  /** Makes the cache injectable in every module, not only where this one is imported. @default false */
  readonly isGlobal?: boolean;
}

export interface SameflightModuleOptions extends ModulePlace, SameflightOptions {}

/** A class that makes the options, for `useClass` and `useExisting`. */
export interface SameflightOptionsFactory {
  createSameflightOptions(): SameflightOptions | Promise<SameflightOptions>;
}

/** Options that are made with the help of other providers, by exactly one of three ways. */
export type SameflightModuleAsyncOptions = ModulePlace &
  Pick<ModuleMetadata, 'imports'> &
  (FromFactory | FromClass | FromExisting);

interface FromFactory {
  /** Makes the options from what `inject` names. */
  readonly useFactory: (...dependencies: never[]) => SameflightOptions | Promise<SameflightOptions>;
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[];
  readonly useClass?: never;
  readonly useExisting?: never;
}

interface FromClass {
  /** Is provided, and makes the options. */
  readonly useClass: Type<SameflightOptionsFactory>;
  readonly inject?: never;
  readonly useFactory?: never;
  readonly useExisting?: never;
}

interface FromExisting {
  /** Names a provider of `imports` that makes the options. */
  readonly useExisting: InjectionToken<SameflightOptionsFactory>;
  readonly inject?: never;
  readonly useFactory?: never;
  readonly useClass?: never;
}
