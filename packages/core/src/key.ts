import { encodePart } from './key-part.js';

const LONGEST_SHOWN = 100;

/**
 * One key from several parts that cannot forge each other: `keyOf('a:b')` is not `keyOf('a', 'b')`, and `1` is not `'1'`.
 *
 * Parts may be strings, numbers, bigints, booleans, `null`, `undefined`, `Date`, `RegExp`, `URL`, `Map`, `Set`, typed arrays,
 * array buffers, and arrays and plain objects of these, nested. The order of an object's properties, of a `Map`'s entries and of a
 * `Set`'s members does not matter; `{ a: undefined }` is not `{}`, and `-0` is not `0`.
 *
 * @throws {TypeError} naming the place, for a function, a symbol, a cycle, an object of any other class,
 *   a getter that throws, or nesting deeper than 200
 */
export function keyOf(...parts: readonly unknown[]): string {
  return parts.map((part, index) => encodePart(part, `part ${index + 1}`)).join(',');
}

/** A key as messages and events show it: the whole of a short one, the beginning and the length of a long one. */
export function shorten(key: string): string {
  return key.length <= LONGEST_SHOWN
    ? key
    : `${key.slice(0, LONGEST_SHOWN)}… (${key.length} characters)`;
}

/** @throws {TypeError} unless `key` is a string */
export function assertKey(key: unknown): asserts key is string {
  if (typeof key !== 'string')
    throw new TypeError(
      `\`key\` must be a string, got ${describe(key)}; keyOf(...) builds one from other values`,
    );
}

/** A value as error messages show it: its kind, and itself where that is short. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shorten(value));
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'an array' : `an object (${className(value)})`;
  if (typeof value === 'function') return 'a function';
  return Object.is(value, -0) ? '-0' : String(value);
}

function className(value: object): string {
  const maker: unknown = value.constructor;
  return typeof maker === 'function' ? maker.name : 'no class';
}
