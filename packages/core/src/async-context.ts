/** The little of `AsyncLocalStorage` that the cache uses. */
interface Storage<Store> {
  getStore(): Store | undefined;
  run<Context, Result>(
    store: Store,
    callback: (context: Context) => Result,
    context: Context,
  ): Result;
}

interface AsyncHooks {
  readonly AsyncLocalStorage: {
    new <Store>(): Storage<Store>;
    snapshot?(): <Result>(callback: () => Result) => Result;
  };
}

/** A piece of Node's library, where the platform has it and says so. */
export function builtin(name: string): unknown {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  return process?.getBuiltinModule?.(name);
}

/**
 * Who is running: follows the code through its awaits, where the platform has `AsyncLocalStorage` (Node, Bun, Deno,
 * workerd with `nodejs_compat`). Elsewhere nobody ever is.
 */
export class AsyncContext<Store> {
  readonly #storage: Storage<Store> | undefined = createStorage();

  /** Whose code is running. */
  get current(): Store | undefined {
    return this.#storage?.getStore();
  }

  /** Calls `callback` with `context`, as `store`, in the caller's context otherwise. */
  run<Context, Result>(
    store: Store,
    callback: (context: Context) => Result,
    context: Context,
  ): Result {
    if (this.#storage === undefined) return callback(context);
    return this.#storage.run(store, callback, context);
  }
}

/** Runs `callback` outside of any caller's async context. */
export const detached: <Result>(callback: () => Result) => Result =
  asyncHooks()?.AsyncLocalStorage.snapshot?.() ?? ((callback) => callback());

function createStorage<Store>(): Storage<Store> | undefined {
  const hooks = asyncHooks();
  return hooks === undefined ? undefined : new hooks.AsyncLocalStorage<Store>();
}

function asyncHooks(): AsyncHooks | undefined {
  return builtin('node:async_hooks') as AsyncHooks | undefined;
}
