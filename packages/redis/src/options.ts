import type { RedisClient } from './client.js';
import { describe } from './describe.js';
import { richSerializer, type Serializer } from './serializer.js';

export interface RedisTierOptions {
  /**
   * A client of `redis` or `ioredis`, for one server, for Sentinel or for Cluster. Its settings are used for two connections of the tier's own,
   * which are opened at once and watched over. The client itself is left alone and need not be connected.
   */
  readonly client: RedisClient;

  /**
   * Stands before every key and channel. Caches share what they store if and only if they share the prefix.
   *
   * @default 'sameflight:'
   */
  readonly prefix?: string;

  /**
   * Turns values into bytes. All processes of a fleet need the same; after a change what the old one wrote is a miss.
   *
   * @default richSerializer
   */
  readonly serializer?: Serializer;

  /**
   * Values of more bytes than this are compressed (raw deflate). `0` compresses all, `Infinity` none.
   *
   * @default Infinity
   */
  readonly compressAbove?: number;

  /**
   * Values of more bytes than this are not written, and records of more are not read. `Infinity` is no bound.
   *
   * @default 16_777_216
   */
  readonly maxRecordBytes?: number;

  /**
   * How long any one operation may wait for Redis, in milliseconds, whatever the client's own settings.
   * Past it the cache goes on without: the caller's value comes from upstream.
   *
   * @default 50
   */
  readonly timeout?: number;

  /**
   * How long a lease lasts, in milliseconds. It is renewed at every third of this while the fetch runs, so this bounds not the fetch
   * but how long a key waits for a process that died fetching it. A process whose event loop is blocked for longer loses its leases.
   *
   * @default 5_000
   */
  readonly leaseTime?: number;

  /**
   * How long a lease is held at most, renewals included, in milliseconds. Past it another process may fetch, and the first one's value is not stored.
   * `Infinity` is as long as the fetch runs.
   *
   * @default 60_000
   */
  readonly maxHold?: number;
}

export type RedisTierSettings = Required<Omit<RedisTierOptions, 'client'>>;

const defaults: RedisTierSettings = {
  prefix: 'sameflight:',
  serializer: richSerializer,
  compressAbove: Number.POSITIVE_INFINITY,
  maxRecordBytes: 16 * 1024 * 1024,
  timeout: 50,
  leaseTime: 5_000,
  maxHold: 60_000,
};

/** The longest that a platform timer can wait. */
const LONGEST_TIME = 2 ** 31 - 1;
const NONE = Number.POSITIVE_INFINITY;

/**
 * Fills in the defaults.
 *
 * @throws {TypeError} for an option of the wrong type
 * @throws {RangeError} for one out of range
 */
export function settle(options: Partial<RedisTierSettings>): RedisTierSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings: RedisTierSettings = { ...defaults, ...Object.fromEntries(given) };
  const { leaseTime } = settings;
  checkPrefix(settings.prefix);
  checkSerializer(settings.serializer);
  checkRange('compressAbove', settings.compressAbove, 0, NONE, 'bytes');
  checkRange('maxRecordBytes', settings.maxRecordBytes, 1, NONE, 'bytes');
  checkRange('timeout', settings.timeout, 1, LONGEST_TIME, 'milliseconds');
  checkRange('leaseTime', leaseTime, 100, LONGEST_TIME, 'milliseconds');
  checkRange('maxHold', settings.maxHold, leaseTime, NONE, 'milliseconds, no less than leaseTime,');
  return settings;
}

function checkPrefix(prefix: unknown): void {
  const allowed = '`prefix` must be a text that is not empty and has no brace, got';
  if (typeof prefix !== 'string') throw new TypeError(`${allowed} ${describe(prefix)}`);
  // Redis Cluster takes what stands in braces for the name of a slot.
  if (prefix === '' || /[{}]/.test(prefix)) throw new RangeError(`${allowed} ${describe(prefix)}`);
}

function checkSerializer(serializer: Partial<Serializer>): void {
  const isSerializer =
    typeof serializer?.name === 'string' &&
    typeof serializer.serialize === 'function' &&
    typeof serializer.deserialize === 'function';
  if (isSerializer) return;
  throw new TypeError(
    `\`serializer\` must have a name, serialize and deserialize, got ${describe(serializer)}`,
  );
}

function checkRange(name: string, value: unknown, least: number, most: number, unit: string): void {
  const message = `\`${name}\` must be a number of ${unit} from ${least} to ${most}, got ${describe(value)}`;
  if (typeof value !== 'number') throw new TypeError(message);
  if (!(value >= least && value <= most)) throw new RangeError(message);
}
