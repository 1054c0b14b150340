/** The little of `AsyncLocalStorage` that the cache uses. */
interface Storage<Store> {
  getStore(): Store | undefined;
  enterWith(store: Store): void;
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
  readonly AsyncResource: new (
    type: string,
    options: { requireManualDestroy: boolean },
  ) => { runInAsyncScope<Result>(callback: () => Result): Result };
}

/** What the platform says that it is, where it does. */
export const userAgent: string | undefined = globalThis.navigator?.userAgent;

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
    const storage = this.#storage;
    if (storage === undefined) return callback(context);
    if (NodeResource === undefined) return storage.run(store, callback, context);
    // Node's own `run` makes a second context to go back to. A resource goes back to the one it was made in.
    return new NodeResource('Sameflight', KEPT).runInAsyncScope(() => {
      storage.enterWith(store);
      return callback(context);
    });
  }
}

const KEPT = { requireManualDestroy: true };

// Others have it too, but not all that Node's takes beside it.
const NodeResource: AsyncHooks['AsyncResource'] | undefined = isNode()
  ? asyncHooks()?.AsyncResource
  : undefined;

/** Runs a callback in some async context. */
export type Enter = <Result>(callback: () => Result) => Result;

/** Comes back to the async context that this was called in, where the platform can. */
export function thisContext(): Enter {
  return asyncHooks()?.AsyncLocalStorage.snapshot?.() ?? ((callback) => callback());
}

/** Runs `callback` outside of any caller's async context: in the one that this module was loaded in. */
export const detached: Enter = thisContext();

function createStorage<Store>(): Storage<Store> | undefined {
  const hooks = asyncHooks();
  return hooks === undefined ? undefined : new hooks.AsyncLocalStorage<Store>();
}

function asyncHooks(): AsyncHooks | undefined {
  return builtin('node:async_hooks') as AsyncHooks | undefined;
}

// Of 21 or newer.
function isNode(): boolean {
  return userAgent?.startsWith('Node.js/') === true;
}
