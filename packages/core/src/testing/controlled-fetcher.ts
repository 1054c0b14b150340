import type { FetchContext, Fetcher } from '../fetch-context.js';
import { type Deferred, deferred } from './deferred.js';

/** One call of a controlled fetcher, held until the test settles it. */
export interface HeldFetch<Value> {
  readonly context: FetchContext;
  /** The fetch's signal, asked for when the call began: it tells whether the flight was given up. */
  readonly signal: AbortSignal;
  readonly isSettled: boolean;
  /** Settles this call; once it is settled, does nothing. */
  resolve(value: Value): void;
  /** Settles this call; once it is settled, does nothing. */
  reject(reason?: unknown): void;
}

/** A fetcher in the hands of a test. */
export interface ControlledFetcher<Value> {
  /** What to give the cache: each call is held until it is settled by hand. */
  readonly fetch: Fetcher<Value>;
  /** Every call so far, in order. */
  readonly calls: readonly HeldFetch<Value>[];
  /** Calls so far. */
  readonly count: number;
  /** Calls that are still held. */
  readonly held: number;
  /** Settles the oldest call that is held. @throws {Error} when none is */
  resolve(value: Value): void;
  /** Settles the oldest call that is held. @throws {Error} when none is */
  reject(reason?: unknown): void;
}

/** A fetcher that counts its calls, and holds each until the test resolves or rejects it. */
export function controlledFetcher<Value = unknown>(): ControlledFetcher<Value> {
  return new Controlled<Value>();
}

class Controlled<Value> implements ControlledFetcher<Value> {
  readonly calls: Held<Value>[] = [];

  readonly fetch: Fetcher<Value> = (context) => {
    const call = new Held<Value>(context);
    this.calls.push(call);
    return call.promise;
  };

  get count(): number {
    return this.calls.length;
  }

  get held(): number {
    return this.calls.filter((call) => !call.isSettled).length;
  }

  resolve(value: Value): void {
    this.#oldest().resolve(value);
  }

  reject(reason?: unknown): void {
    this.#oldest().reject(reason);
  }

  #oldest(): Held<Value> {
    const call = this.calls.find(({ isSettled }) => !isSettled);
    if (call === undefined)
      throw new Error(`no call of the fetcher is held; it was called ${this.count} times`);
    return call;
  }
}

class Held<Value> implements HeldFetch<Value> {
  readonly context: FetchContext;
  readonly signal: AbortSignal;
  isSettled = false;
  readonly #outcome: Deferred<Value> = deferred();

  constructor(context: FetchContext) {
    this.context = context;
    this.signal = context.signal;
  }

  get promise(): Promise<Value> {
    return this.#outcome.promise;
  }

  resolve(value: Value): void {
    this.isSettled = true;
    this.#outcome.resolve(value);
  }

  reject(reason?: unknown): void {
    this.isSettled = true;
    this.#outcome.reject(reason);
  }
}
