import type { Recording } from './recording.js';

/** No more keys than this are remembered of one error object, for those that are thrown again and again. */
const MOST_KEYS = 1_000;

/** What a handler wrote to its response before it threw: all who get the error for the same key get that too. */
export class TapedErrors {
  // One error object may end the flights of many keys, as where they wait for the same thing.
  readonly #written: WeakMap<object, Map<string, Recording>> = new WeakMap();

  /** @param written `undefined` where nothing was */
  note(error: unknown, key: string, written: Recording | undefined): void {
    if (!isObject(error)) return;
    const byKey = this.#written.get(error) ?? new Map<string, Recording>();
    byKey.delete(key);
    if (written === undefined) return;
    this.#written.set(error, byKey.set(key, written));
    const [oldest] = byKey.keys();
    if (byKey.size > MOST_KEYS && oldest !== undefined) byKey.delete(oldest);
  }

  writtenBefore(error: unknown, key: string): Recording | undefined {
    return isObject(error) ? this.#written.get(error)?.get(key) : undefined;
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
