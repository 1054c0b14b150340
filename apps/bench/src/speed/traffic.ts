import { seeded } from '../random.js';
import { zipf } from '../zipf.js';

/** What every upstream call is answered with. */
const VALUE = { id: 1, name: 'value' };

export const ONE_HOUR = 3_600_000;

/** An upstream that answers at once, so that only the cache is timed. */
export function load(_key: string): Promise<unknown> {
  return Promise.resolve(VALUE);
}

/** As many keys as asked for, each the same string object wherever it is used. */
export function keysOf(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, index) => `key:${first + index}`);
}

/** Keys in the order that zipf traffic (0.99) asks for them. */
export function zipfRequests(keys: readonly string[], count: number): string[] {
  const draw = zipf(keys.length, 0.99, seeded(42));
  return Array.from({ length: count }, () => keys[draw()] as string);
}

/** Keys that were never asked for before. */
export function freshKeys(): (count: number) => string[] {
  let next = 0;
  return (count) => {
    next += count;
    return keysOf(count, next);
  };
}

/** An upstream that gives each key a value of its own. */
export function loadOwn(key: string): Promise<unknown> {
  return Promise.resolve({ id: key });
}
