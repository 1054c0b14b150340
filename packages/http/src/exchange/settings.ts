import type { HttpCacheOptions } from './http-cache-options.js';

type Defaulted =
  | 'name'
  | 'coalesce'
  | 'staleWhenDisconnected'
  | 'onDisconnect'
  | 'maxEntryBytes'
  | 'maxVariants'
  | 'flightTimeout'
  | 'whenAbandoned'
  | 'keep';

/** Every option that has a default, with its value. */
export type Settings = HttpCacheOptions & Required<Pick<HttpCacheOptions, Defaulted>>;

const DEFAULTS: Required<Pick<HttpCacheOptions, Defaulted>> = {
  name: 'sameflight',
  coalesce: 'storable',
  staleWhenDisconnected: Number.POSITIVE_INFINITY,
  onDisconnect: 'reject',
  maxEntryBytes: 10 * 1024 * 1024,
  maxVariants: 32,
  flightTimeout: 30_000,
  whenAbandoned: 'abort',
  keep: 24 * 60 * 60 * 1000,
};

/**
 * @throws {TypeError} for an option of the wrong type
 * @throws {RangeError} for a number out of range
 */
export function settingsOf(options: HttpCacheOptions): Settings {
  for (const name of [
    'staleWhenDisconnected',
    'keep',
    'staleWhileRevalidate',
    'staleIfError',
  ] as const)
    checkNumber(name, options[name], 0, 'at least 0');
  for (const name of ['maxEntryBytes', 'maxVariants', 'flightTimeout'] as const)
    checkNumber(name, options[name], Number.MIN_VALUE, 'above 0');
  if (typeof options.ttl !== 'function') checkNumber('ttl', options.ttl, 0, 'at least 0');
  checkChoice('coalesce', options.coalesce, ['storable', 'always', false]);
  checkChoice('whenAbandoned', options.whenAbandoned, ['abort', 'finish']);
  checkChoice('onDisconnect', options.onDisconnect, ['reject', '504']);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as HttpCacheOptions) };
}

function checkNumber(name: string, value: unknown, least: number, allowed: string): void {
  if (value === undefined) return;
  if (typeof value !== 'number') {
    throw new TypeError(`\`${name}\` must be a number ${allowed}, got ${String(value)}`);
  }
  if (!(value >= least)) throw new RangeError(`\`${name}\` must be ${allowed}, got ${value}`);
}

function checkChoice(name: string, value: unknown, choices: readonly unknown[]): void {
  if (value === undefined || choices.includes(value)) return;
  const allowed = choices.map((choice) => JSON.stringify(choice)).join(', ');
  throw new TypeError(`\`${name}\` must be one of ${allowed}, got ${String(value)}`);
}
