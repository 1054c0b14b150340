import { detached } from './async-context.js';
import { runningFetch } from './parts.js';
import type { Run } from './waits.js';

/** Runs a fetcher as `run`, in its caller's async context or in none. A throw becomes a rejection. */
export function callFetcher<Value>(
  fetcher: () => Value | PromiseLike<Value>,
  run: Run,
  isDetached: boolean,
): Promise<Value> {
  try {
    const call = (): Value | PromiseLike<Value> => runningFetch.run(run, fetcher);
    return Promise.resolve(isDetached ? detached(call) : call());
  } catch (error) {
    return Promise.reject(error);
  }
}
