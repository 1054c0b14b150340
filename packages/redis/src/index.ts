export type { RedisClient } from './client.js';
export {
  MisplacedRecordError,
  RemoteIntegrityError,
  RemoteTimeoutError,
  RemoteUnavailableError,
  UnreadableRecordError,
  UnwritableValueError,
} from './errors.js';
export type { RedisTierOptions } from './options.js';
export { type RedisTier, redisTier } from './redis-tier.js';
export { jsonSerializer, richSerializer, type Serializer } from './serializer.js';
