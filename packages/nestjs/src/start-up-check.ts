import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService, ModuleRef } from '@nestjs/core';
import { CacheRegistry } from './cache-registry.js';
import { CachedCheck } from './cached-check.js';
import { CoalesceCheck } from './coalesce-check.js';
import type { Handler, HandlerClass } from './handler-traits.js';
import { removeHost, setHost } from './hosts.js';
import { InvalidateCheck } from './invalidate-check.js';
import { receivesHost } from './method.js';
import { Routes } from './routes.js';

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** Looks at every controller and provider when the app starts, so that nothing is a surprise at the first call. */
@Injectable()
export class StartUpCheck {
  readonly #discovery: DiscoveryService;
  readonly #moduleRef: ModuleRef;
  readonly #registry: CacheRegistry;
  readonly #routes: Routes;

  constructor(
    @Inject(DiscoveryService) discovery: DiscoveryService,
    @Inject(ModuleRef) moduleRef: ModuleRef,
    @Inject(CacheRegistry) registry: CacheRegistry,
    @Inject(Routes) routes: Routes,
  ) {
    this.#discovery = discovery;
    this.#moduleRef = moduleRef;
    this.#registry = registry;
    this.#routes = routes;
  }

  /** @throws {TypeError} or {RangeError} that names the class, the method, what is wrong and the mend */
  run(): void {
    const wrappers = this.#wrappers();
    for (const wrapper of wrappers) this.#meet(wrapper);
    const coalesce = new CoalesceCheck(
      this.#registry,
      this.#routes,
      repeatedIn(this.#discovery.getControllers()),
    );
    const cached = new CachedCheck(this.#registry, this.#routes);
    const invalidate = new InvalidateCheck(this.#registry);
    for (const target of new Set(wrappers.flatMap((wrapper) => classOf(wrapper) ?? []))) {
      coalesce.checkController(target);
      for (const method of methodsOf(target)) {
        coalesce.checkHandler(target, method);
        cached.check(target, method);
        invalidate.checkHandler(target, method);
        invalidate.checkMethod(method);
      }
    }
  }

  #meet(wrapper: Wrapper): void {
    const target = classOf(wrapper);
    if (target === undefined) return;
    if (!wrapper.isDependencyTreeStatic()) this.#routes.noteRequestScoped(target);
    else if (isGiven(wrapper)) setHost(wrapper.instance, this.#moduleRef);
  }

  /** Another app may have been given the same objects, and go on. */
  end(): void {
    for (const wrapper of this.#wrappers())
      if (isGiven(wrapper)) removeHost(wrapper.instance, this.#moduleRef);
  }

  #wrappers(): Wrapper[] {
    return [...this.#discovery.getControllers(), ...this.#discovery.getProviders()];
  }
}

/** The class of a provider, or of what a factory made. */
function classOf(wrapper: Wrapper): HandlerClass | undefined {
  if (!wrapper.isNotMetatype) return wrapper.metatype as HandlerClass;
  const instance: unknown = wrapper.instance;
  if (typeof instance !== 'object' || instance === null) return undefined;
  const maker: unknown = instance.constructor;
  return typeof maker === 'function' && maker !== Object ? (maker as HandlerClass) : undefined;
}

/** Was its object made by a factory, or given as it is, so that Nest injects nothing into it? */
function isGiven(wrapper: Wrapper): wrapper is Wrapper & { readonly instance: object } {
  const { isNotMetatype, instance } = wrapper;
  return (
    isNotMetatype && typeof instance === 'object' && instance !== null && receivesHost(instance)
  );
}

/** Classes that Nest makes more than one controller of, each with the providers of another module. */
function repeatedIn(controllers: readonly Wrapper[]): ReadonlySet<HandlerClass> {
  const classes = controllers.flatMap((wrapper) => classOf(wrapper) ?? []);
  return new Set(classes.filter((one, index) => classes.indexOf(one) !== index));
}

function methodsOf(target: HandlerClass): readonly Handler[] {
  const methods = new Map<string | symbol, Handler>();
  let owner: object | null = target.prototype as object | null;
  for (; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    for (const key of Reflect.ownKeys(owner)) {
      const value: unknown = Object.getOwnPropertyDescriptor(owner, key)?.value;
      if (typeof value === 'function' && !methods.has(key)) methods.set(key, value);
    }
  }
  methods.delete('constructor');
  return [...methods.values()];
}
