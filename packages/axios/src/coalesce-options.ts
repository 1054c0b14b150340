import type { CacheNamespace } from '@sameflight/core';

/** A request, for functions that decide by it. */
export interface RequestView {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: Headers;
}

/** The head of a response, for functions that decide by it. */
export interface ResponseView {
  readonly status: number;
  readonly headers: Headers;
}

/** What you decide in place of what a response's headers say. Given to `coalesce`, or to one request as `config.sameflight`. */
export interface AxiosTerms {
  /**
   * How long a response is fresh, in milliseconds from its arrival, for APIs that send no or wrong headers; a function decides by
   * request and response, and `undefined` leaves it to the headers. `0`: stale at once. A number is meant for 200, 203, 204, 300,
   * 301, 308, 404, 405, 410 and 414: any other status, a server error above all, is left to its headers.
   * @default what the response says
   */
  readonly ttl?: number | ((request: RequestView, response: ResponseView) => number | undefined);
  /**
   * How long past its lifetime a response is served at once while one refresh runs, in milliseconds, where it does not say
   * itself. `0` turns this off, `Infinity` has no end.
   * @default 0
   */
  readonly staleWhileRevalidate?: number;
  /**
   * How long past its lifetime a response stands in for a server error or a failed request, in milliseconds, where it does not
   * say itself. `0` turns this off, `Infinity` has no end.
   * @default 0
   */
  readonly staleIfError?: number;
  /** Labels by which responses are invalidated together: `cache.deleteByTag('users')`. @default none */
  readonly tags?:
    | readonly string[]
    | ((request: RequestView, response: ResponseView) => readonly string[]);
}

/** Options of `coalesce`. */
export interface CoalesceOptions extends AxiosTerms {
  /**
   * Where responses are stored: a `CacheManager` (with Redis behind it, if you like) or a namespace of one. It bounds itself;
   * it must not have `copy`.
   * @default one of its own, in memory, bounded by `maxBytes`
   */
  readonly cache?: CacheNamespace;
  /** How much the cache of its own may hold, in bytes. `Infinity` is no bound; `0` is refused, and so is this beside `cache`. @default 100 MiB */
  readonly maxBytes?: number;
  /** The longest body that is stored, in bytes. `Infinity` is no bound; `0` is refused. @default 10 MiB */
  readonly maxEntryBytes?: number;
  /** The most variants (`Vary`, askers) kept of one URL. `Infinity` is no bound; `0` is refused. @default 32 */
  readonly maxVariants?: number;
  /** Methods that go past the cache, in any case: `['head']`. Unsafe methods are never coalesced, and invalidate all the same. @default none */
  readonly exceptMethods?: readonly string[];
  /** Whether many users share this cache: then `private` responses are not stored, and `s-maxage` counts. @default false */
  readonly shared?: boolean;
  /** Requests with equal strings may share answers, others may not. @default by everything in a request that tells who is asking */
  readonly partition?: (request: RequestView) => string;
  /**
   * Which requests made at the same time share one: `'storable'` those whose answer may be stored and reused; `'always'` all
   * that look alike, which is your promise that their answers are; `false` none.
   * @default 'storable'
   */
  readonly coalesce?: 'storable' | 'always' | false;
  /** Whether responses that set cookies are stored and shared, cookies and all: for programs with one user. @default false */
  readonly storeSetCookie?: boolean;
  /** How long past its lifetime a response stands in while its origin cannot be reached, in milliseconds. `0` turns this off, `Infinity` has no end. @default Infinity */
  readonly staleWhenDisconnected?: number;
  /** What a caller gets when the origin cannot be reached and nothing may stand in: the error, or a 504. @default 'reject' */
  readonly onDisconnect?: 'reject' | '504';
  /**
   * How long others may join a request that is under way, in milliseconds. Past it those who come share a new one, and those who
   * wait wait on, each as long as his own `timeout` says; what is stale stands in where it may, and a refresh in the
   * background is given up. `Infinity` is no bound; `0` is refused.
   * @default 30_000
   */
  readonly flightTimeout?: number;
  /** What becomes of a request that everyone has left: `'abort'` gives it up, `'finish'` lets it end by itself, and stores its response. @default 'abort' */
  readonly whenAbandoned?: 'abort' | 'finish';
  /** How long a response past all its windows is kept to be revalidated, in milliseconds. `0` turns this off. @default a day */
  readonly keep?: number;
  /** Takes the promise of work that goes on after the answer, as serverless platforms ask for. It never rejects. */
  readonly waitUntil?: (work: Promise<unknown>) => void;
  /** Hears of a request that was sent past the cache because its URL could not be read, and why. */
  readonly onBypass?: (bypass: { readonly url: string; readonly reason: string }) => void;
  /** What `Cache-Status` calls this cache. @default 'sameflight' */
  readonly name?: string;
}

declare module 'axios' {
  // Merged into axios' own type, as axios asks of its plugins: `config` keeps its type in interceptors, too.
  interface AxiosRequestConfig {
    /** Terms for this one request; `false` sends it past the cache. */
    sameflight?: AxiosTerms | false;
  }
}
