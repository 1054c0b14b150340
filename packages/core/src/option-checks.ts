import { describe } from './key.js';

/** Refuses a value, named by what it is given for, that cannot be meant. */
export type Check = (name: string, value: unknown) => void;

const window = numeric('a number of milliseconds ≥ 0, or Infinity', (value) => value >= 0);
const timeLimit = numeric(
  'a number of milliseconds > 0, or Infinity for none',
  (value) => value > 0,
);
const countLimit = numeric(
  'a whole number ≥ 1, or Infinity for none',
  (value) => value >= 1 && isWhole(value),
);
const weightLimit = numeric('a number > 0, or Infinity for none', (value) => value > 0);
const weight = numeric(
  'a finite number ≥ 0',
  (value) => value >= 0 && value < Number.POSITIVE_INFINITY,
);
const share = numeric('a number from 0 to 1', (value) => value >= 0 && value <= 1);

const aFunction = typed('a function', (value) => typeof value === 'function');
const text = typed('a string', (value) => typeof value === 'string');
const flag = typed('true or false', (value) => typeof value === 'boolean');
const tags = typed(
  'an array of strings',
  (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string'),
);
const signal = typed('an AbortSignal', has('addEventListener', 'removeEventListener'));
const clock = typed(
  'a Clock, with now, setTimeout and clearTimeout',
  has('now', 'setTimeout', 'clearTimeout'),
);
const remote = typed(
  'a RemoteTier, such as redisTier() returns',
  has('read', 'claim', 'write', 'delete', 'deleteByTag', 'clear', 'listen', 'close'),
);

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
    throw new TypeError(refusal(name, options, 'an object of options'));
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

function numeric(allowed: string, isAllowed: (value: number) => boolean): Check {
  return (name, value) => {
    if (typeof value !== 'number') throw new TypeError(refusal(name, value, allowed));
    if (!isAllowed(value)) throw new RangeError(refusal(name, value, allowed));
  };
}

function typed(allowed: string, isAllowed: (value: unknown) => boolean): Check {
  return (name, value) => {
    if (!isAllowed(value)) throw new TypeError(refusal(name, value, allowed));
  };
}

/** Checks that a value is one of a few words. */
export function oneOf(...words: readonly string[]): Check {
  const allowed = words.map((word) => `'${word}'`).join(' or ');
  return (name, value) => {
    if (typeof value !== 'string') throw new TypeError(refusal(name, value, allowed));
    if (!words.includes(value)) throw new RangeError(refusal(name, value, allowed));
  };
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) || value === Number.POSITIVE_INFINITY;
}

function has(...methods: readonly string[]): (value: unknown) => boolean {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}

function refusal(name: string, value: unknown, allowed: string): string {
  return `\`${name}\` must be ${allowed}, got ${describe(value)}`;
}
