import { AsyncLocalStorage } from 'node:async_hooks';
import type { FetchContext } from '@sameflight/core';

const running: AsyncLocalStorage<FetchContext> = new AsyncLocalStorage();

/**
 * The flight that the running code fetches for: its signal, its stale value, and how it says what is to become of the
 * answer. `undefined` outside of handlers and of methods under `@Cached()`.
 */
export function currentFlight(): FetchContext | undefined {
  return running.getStore();
}

/** Runs `callback` as part of a flight. */
export function inFlight<Result>(flight: FetchContext, callback: () => Result): Result {
  return running.run(flight, callback);
}
