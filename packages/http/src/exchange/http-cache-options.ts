import type { CacheNamespace } from '@sameflight/core';
import type { RequestHead } from '../message.js';
import type { AskTerms } from './ask.js';

/** How an HTTP cache works, whatever its host. Durations in ms. */
export interface HttpCacheOptions extends AskTerms {
  /** Where responses are stored. One without `copy`: bodies are read as they arrive, and cannot be copied whole. */
  readonly cache: CacheNamespace;
  /** Who stores: hosts that read bodies or rebuild responses differently share nothing but invalidations. */
  readonly host: string;
  /** The cache's name in `Cache-Status`. @default 'sameflight' */
  readonly name?: string;
  /**
   * Whether the users of this cache are many: then `private` responses are not stored, `s-maxage` counts, and an answer
   * to `Authorization` is kept only if it says so. Answers to credentials serve equal credentials only, either way.
   * @default false
   */
  readonly shared?: boolean;
  /** Replaces the rule that equal credentials may share: requests with equal strings share, others do not. @default by credentials */
  readonly partition?: (request: RequestHead) => string;
  /**
   * Which requests that are made at the same time share one: `'storable'` those whose answer may be stored and used again;
   * `'always'` all that look alike, which is the caller's promise that their answers are; `false` none.
   * @default 'storable'
   */
  readonly coalesce?: 'storable' | 'always' | false;
  /** Whether responses that set cookies are stored and shared, with their cookies: for caches with one user. @default false */
  readonly storeSetCookie?: boolean;
  /** How long past its lifetime a response stands in while the origin cannot be reached, in ms, where it does not forbid that. `0` is off, `Infinity` has no end. @default Infinity */
  readonly staleWhenDisconnected?: number;
  /** What becomes of a request that may not be answered from the store while the origin cannot be reached: the error, or a 504. @default 'reject' */
  readonly onDisconnect?: 'reject' | '504';
  /** The largest body that is stored, in bytes, and how far behind a reader of a larger one may fall. @default 10 MiB */
  readonly maxEntryBytes?: number;
  /** The most variants kept of one URL for equal askers. @default 32 */
  readonly maxVariants?: number;
  /** How long a response may take to be there in full and be stored, in ms. Past it nobody joins it, and who waits for its head gets `FlightTimeoutError`; who reads its body reads on. `Infinity` is no bound. @default 30_000 */
  readonly flightTimeout?: number;
  /**
   * What becomes of those who wait for a response past `flightTimeout`: `'fail'` as told there; `'wait'` until they have it or leave,
   * while whoever comes shares a new request. For hosts whose heads come only with their bodies. @default 'fail'
   */
  readonly pastFlightTimeout?: 'fail' | 'wait';
  /** What becomes of a response that everyone has left before it was there: `'abort'` gives it up, `'finish'` stores it all the same. @default 'abort' */
  readonly whenAbandoned?: 'abort' | 'finish';
  /** How long a response that is stale for good is kept to be revalidated, in ms. @default a day */
  readonly keep?: number;
  /** Takes the promise of work that goes on after the answer, as serverless platforms ask for. It never rejects. */
  readonly waitUntil?: (work: Promise<unknown>) => void;
}
