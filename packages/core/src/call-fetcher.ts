import { detached } from './async-context.js';
import { runningFetch } from './parts.js';
import type { Run } from './waits.js';

/** Runs a fetcher as `run`, in its caller's async context or in none. A throw becomes a rejection. */
export function callFetcher<Context, Value>(
  fetcher: (context: Context) => Value | PromiseLike<Value>,
  context: Context,
  run: Run,
  isDetached: boolean,
): Promise<Value> {
  try {
    const promise = Promise.resolve(
      isDetached
        ? detached(() => runningFetch.run(run, fetcher, context))
        : runningFetch.run(run, fetcher, context),
    );
    // One with a `then` of its own is asked as any thenable is: later, and its throw is a rejection.
    return Object.hasOwn(promise, 'then') ? new Promise((resolve) => resolve(promise)) : promise;
  } catch (error) {
    return Promise.reject(error);
  }
}
