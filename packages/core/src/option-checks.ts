import { describe } from './key.js';

type Check = (name: string, value: unknown) => void;

const window: Check = (name, value) => {
  requireNumber(name, value, 'a number of milliseconds ≥ 0, or Infinity');
  if (!((value as number) >= 0))
    throw outOfRange(name, value, 'a number of milliseconds ≥ 0, or Infinity');
};

const timeLimit: Check = (name, value) => {
  requireNumber(name, value, 'a number of milliseconds > 0, or Infinity for none');
  if (!((value as number) > 0))
    throw outOfRange(name, value, 'a number of milliseconds > 0, or Infinity for none');
};

const countLimit: Check = (name, value) => {
  requireNumber(name, value, 'a whole number ≥ 1, or Infinity for none');
  const isWhole = Number.isSafeInteger(value) || value === Number.POSITIVE_INFINITY;
  if (!isWhole || (value as number) < 1)
    throw outOfRange(name, value, 'a whole number ≥ 1, or Infinity for none');
};

const weightLimit: Check = (name, value) => {
  requireNumber(name, value, 'a number > 0, or Infinity for none');
  if (!((value as number) > 0)) throw outOfRange(name, value, 'a number > 0, or Infinity for none');
};

const weight: Check = (name, value) => {
  requireNumber(name, value, 'a finite number ≥ 0');
  if (!((value as number) >= 0 && (value as number) < Number.POSITIVE_INFINITY))
    throw outOfRange(name, value, 'a finite number ≥ 0');
};

const share: Check = (name, value) => {
  requireNumber(name, value, 'a number from 0 to 1');
  if (!((value as number) >= 0 && (value as number) <= 1))
    throw outOfRange(name, value, 'a number from 0 to 1');
};

const aFunction: Check = (name, value) => {
  if (typeof value !== 'function') throw wrongType(name, value, 'a function');
};

const text: Check = (name, value) => {
  if (typeof value !== 'string') throw wrongType(name, value, 'a string');
};

const flag: Check = (name, value) => {
  if (typeof value !== 'boolean') throw wrongType(name, value, 'true or false');
};

const tags: Check = (name, value) => {
  if (!Array.isArray(value) || value.some((tag) => typeof tag !== 'string'))
    throw wrongType(name, value, 'an array of strings');
};

const signal: Check = (name, value) => {
  if (!hasMethods(value, 'addEventListener', 'removeEventListener'))
    throw wrongType(name, value, 'an AbortSignal');
};

const clock: Check = (name, value) => {
  if (!hasMethods(value, 'now', 'setTimeout', 'clearTimeout'))
    throw wrongType(name, value, 'a Clock, with now, setTimeout and clearTimeout');
};

const remote: Check = (name, value) => {
  const isTier = hasMethods(
    value,
    'read',
    'claim',
    'write',
    'delete',
    'deleteByTag',
    'clear',
    'listen',
    'close',
  );
  if (!isTier) throw wrongType(name, value, 'a RemoteTier, such as redisTier() returns');
};

const checks: Readonly<Record<string, Check>> = {
  ttl: window,
  staleWhileRevalidate: window,
  staleIfError: window,
  keep: window,
  refreshAhead: window,
  errorTtl: window,
  retryAfter: window,
  jitter: share,
  flightTimeout: timeLimit,
  timeout: timeLimit,
  softTimeout: timeLimit,
  maxEntries: countLimit,
  maxFlights: countLimit,
  maxWeight: weightLimit,
  weight,
  weigh: aFunction,
  copy: aFunction,
  waitUntil: aFunction,
  validate: aFunction,
  whenAbandoned: oneOf('abort', 'finish'),
  context: oneOf('starter', 'detached'),
  tags,
  signal,
  refresh: flag,
  name: text,
  clock,
  remote,
};

/**
 * Refuses options that cannot be meant. `undefined` leaves an option at its default; names that are no option are left to the types.
 *
 * @throws {TypeError} for a value of the wrong type
 * @throws {RangeError} for a number out of range
 */
export function checkOptions(options: object): void {
  for (const name in options) {
    const value: unknown = options[name as keyof typeof options];
    if (value !== undefined && Object.hasOwn(checks, name)) (checks[name] as Check)(name, value);
  }
}

/** Refuses what is neither left out nor an object. */
export function assertOptionsObject(options: unknown, name: string): asserts options is object {
  if (typeof options !== 'object' || options === null)
    throw wrongType(name, options, 'an object of options');
}

/** @throws {TypeError} unless `value` is a function */
export function assertFunction(name: string, value: unknown): void {
  aFunction(name, value);
}

/** @throws {TypeError} unless `value` is a string */
export function assertString(name: string, value: unknown): void {
  text(name, value);
}

/** @throws {TypeError} or {RangeError} unless `value` is a ttl */
export function assertTtl(value: unknown): void {
  window('ttl', value);
}

function oneOf(...words: readonly string[]): Check {
  return (name, value) => {
    if (typeof value !== 'string')
      throw wrongType(name, value, words.map((word) => `'${word}'`).join(' or '));
    if (!words.includes(value))
      throw outOfRange(name, value, words.map((word) => `'${word}'`).join(' or '));
  };
}

function requireNumber(name: string, value: unknown, allowed: string): void {
  if (typeof value !== 'number') throw wrongType(name, value, allowed);
}

function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function')
  );
}

function wrongType(name: string, value: unknown, allowed: string): TypeError {
  return new TypeError(`\`${name}\` must be ${allowed}, got ${describe(value)}`);
}

function outOfRange(name: string, value: unknown, allowed: string): RangeError {
  return new RangeError(`\`${name}\` must be ${allowed}, got ${describe(value)}`);
}
