export { CacheManager } from './cache-manager.js';
export type { CacheNamespace, HeldValue } from './cache-namespace.js';
export type { Clock } from './clock.js';
export type { CacheStats, CallCounts } from './counters.js';
export {
  CircularFlightError,
  ClosedError,
  FlightAbandonedError,
  FlightTimeoutError,
  OverloadedError,
  SameflightError,
  type SameflightErrorDetails,
  WaitTimeoutError,
} from './errors.js';
export type { CacheEventListener, CacheEventName, CacheEvents } from './events.js';
export type { FetchContext, Fetcher, StaleValue, StoreTerms } from './fetch-context.js';
export type { FetchManyContext, ManyFetcher } from './fetch-many.js';
export { keyOf } from './key.js';
export type { CacheOptions, FetchOptions, GetOrFetchOptions, SetOptions } from './options.js';
export type {
  Claim,
  ClaimOptions,
  Lease,
  RemoteEntry,
  RemoteFailure,
  RemoteListener,
  RemoteRecord,
  RemoteTier,
  Windows,
} from './remote.js';
export type { AnswerInfo, AnswerSource } from './trace.js';
export type { FlightInfo } from './views.js';
export type { WrapOptions } from './wrap.js';
