import { assertFunction, assertOptionsObject } from './option-checks.js';
import type { GetOrFetchOptions } from './options.js';

/** Options of `wrap`. */
export interface WrapOptions<Args extends readonly unknown[]> extends GetOrFetchOptions {
  /** Builds the key from the arguments; `keyOf('name', ...args)` tells all of them apart. */
  readonly key: (...args: Args) => string;
}

type Ask<Value> = (key: string, fetcher: () => Value | PromiseLike<Value>) => Promise<Value>;

/** `fn`, asked for by a key made of its arguments. What the key function throws is a rejection. */
export function wrap<Args extends readonly unknown[], Value>(
  fn: (...args: Args) => Value | PromiseLike<Value>,
  options: WrapOptions<[...Args]>,
  ask: Ask<Value>,
): (...args: Args) => Promise<Value> {
  assertFunction('fn', fn);
  assertOptionsObject(options, 'options');
  const { key } = options;
  assertFunction('key', key);
  const askFor = async (args: Args, call: () => Value | PromiseLike<Value>): Promise<Value> =>
    ask(key(...args), call);
  return function (this: unknown, ...args: Args): Promise<Value> {
    return askFor(args, () => fn.apply(this, [...args] as unknown as Args & unknown[]));
  };
}
