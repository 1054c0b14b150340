import type { FetchContext } from './fetch-context.js';
import { assertKey, describe } from './key.js';

/**
 * Gets the values of many keys from upstream in one call. A key that it does not return is absent; one that was not asked for is ignored.
 * A value may be a promise of its own.
 */
export type ManyFetcher<Value> = (
  keys: readonly string[],
  context: FetchManyContext,
) => ManyValues<Value> | PromiseLike<ManyValues<Value>>;

type ManyValues<Value> = ReadonlyMap<string, Value | PromiseLike<Value>>;

/** What the fetcher of a batch is given. */
export interface FetchManyContext {
  /** Aborts when nobody waits for any of the keys any more, when the call fails, and when the cache closes. */
  readonly signal: AbortSignal;
  /** The context of one key: its stale value, and how its own value is to be stored. */
  of(key: string): FetchContext;
  /** Fails one key, and leaves the others alone. */
  fail(key: string, error: unknown): void;
}

type Contexts = ReadonlyMap<string, FetchContext>;

/** What the fetcher said. */
export interface Answer {
  readonly values: ManyValues<unknown>;
  readonly failures: ReadonlyMap<string, unknown>;
}

/** What it said of one key. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'late'; readonly value: Promise<unknown> }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failure'; readonly error: unknown };

/** Calls the fetcher of a batch for these keys, each with the context that a fetcher of that key alone would be given. */
export async function fetchMany(
  fetcher: ManyFetcher<unknown>,
  contexts: Contexts,
  signal: AbortSignal,
): Promise<Answer> {
  const failures = new Map<string, unknown>();
  const values: unknown = await fetcher(
    [...contexts.keys()],
    contextFor(contexts, failures, signal),
  );
  if (isLikeMap(values)) return { values, failures };
  throw new TypeError(
    `the fetcher of a batch must return a Map from key to value, got ${describe(values)}`,
  );
}

/** What the fetcher said of one key. A map of the user's own making may throw, and so may a value that does not let itself be looked at. */
export function outcomeOf(key: string, { values, failures }: Answer): Outcome {
  if (failures.has(key)) return { kind: 'failure', error: failures.get(key) };
  try {
    if (!values.has(key)) return { kind: 'absent' };
    const value = values.get(key);
    if (isThenable(value)) return { kind: 'late', value: Promise.resolve(value) };
    return { kind: 'value', value };
  } catch (error) {
    return { kind: 'failure', error };
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

// Made apart: whoever keeps the context must not keep the values.
function contextFor(
  contexts: Contexts,
  failures: Map<string, unknown>,
  signal: AbortSignal,
): FetchManyContext {
  return {
    signal,
    of: (key) => contextOf(contexts, key),
    fail: (key, error) => {
      failures.set(contextOf(contexts, key).key, error);
    },
  };
}

function contextOf(contexts: Contexts, key: string): FetchContext {
  assertKey(key);
  const context = contexts.get(key);
  if (context === undefined)
    throw new RangeError(
      `\`key\` must be one of the keys that this batch fetches, got ${describe(key)}`,
    );
  return context;
}

function isLikeMap(values: unknown): values is ManyValues<unknown> {
  if (typeof values !== 'object' || values === null) return false;
  const { get, has } = values as Partial<ManyValues<unknown>>;
  return typeof get === 'function' && typeof has === 'function';
}
