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

/** What you decide in place of what a response's headers say. Given to `createFetch`, or to one request as `init.sameflight`. */
export interface FetchTerms {
  /**
   * How long a response is fresh, in milliseconds from its arrival, for APIs that send no or wrong headers; a function decides by
   * request and response, and `undefined` leaves it to the headers. `0`: stale at once. What `private`, `Vary` and credentials
   * say about *whom* it is for still counts. A number is meant for 200, 203, 204, 300, 301, 308, 404, 405, 410 and 414: any other
   * status, a server error above all, is left to its headers.
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

/** Options of `createFetch`. */
export interface FetchOptions extends FetchTerms {
  /**
   * The fetch that goes to the network. It gets the URL as a string, or the caller's `Request`, and all headers as a plain object.
   * @default the global one, as it is when `createFetch` is called
   */
  readonly fetch?: typeof globalThis.fetch;
  /**
   * Where responses are stored: a `CacheManager` (with Redis behind it, if you like) or a namespace of one. It bounds itself;
   * `weightOf` weighs what is stored. It must not have `copy`.
   * @default one of its own, in memory, bounded by `maxBytes`
   */
  readonly cache?: CacheNamespace;
  /** How much the cache of its own may hold, in bytes. `Infinity` is no bound; `0` is refused, and so is this beside `cache`. @default 100 MiB */
  readonly maxBytes?: number;
  /**
   * The longest body that is stored, in bytes. A longer one is handed on as it comes, and a reader who falls further than this
   * behind the fastest gets a `SlowReaderError`. `Infinity` is no bound; `0` is refused.
   * @default 10 MiB
   */
  readonly maxEntryBytes?: number;
  /** The most variants (`Vary`) kept of one URL for equal askers. `Infinity` is no bound; `0` is refused. @default 32 */
  readonly maxVariants?: number;
  /**
   * Whether many users share this cache: then `private` responses are not stored, `s-maxage` counts, and an answer to
   * `Authorization` is kept only if it says so. Answers to credentials serve equal credentials only, either way.
   * @default false
   */
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
  /**
   * How long past its lifetime a response stands in while its origin cannot be reached, in milliseconds, unless it must be
   * revalidated. `0` turns this off, `Infinity` has no end.
   * @default Infinity
   */
  readonly staleWhenDisconnected?: number;
  /** What a caller gets when the origin cannot be reached and nothing may stand in: the error, or a 504. @default 'reject' */
  readonly onDisconnect?: 'reject' | '504';
  /**
   * How long a response may take until it is stored, in milliseconds. Past it nobody joins it; whoever waits for its head gets
   * `FlightTimeoutError`, and whoever reads its body reads on. `Infinity` is no bound; `0` is refused.
   * @default 30_000
   */
  readonly flightTimeout?: number;
  /** What becomes of a response that everyone has left before it was whole: `'abort'` gives it up, `'finish'` stores it. @default 'abort' */
  readonly whenAbandoned?: 'abort' | 'finish';
  /** How long a response past all its windows is kept to be revalidated, in milliseconds. `0` turns this off. @default a day */
  readonly keep?: number;
  /** Takes the promise of work that goes on after the answer, as serverless platforms ask for. It never rejects. */
  readonly waitUntil?: (work: Promise<unknown>) => void;
  /** What `Cache-Status` calls this cache. @default 'sameflight' */
  readonly name?: string;
}

/** `RequestInit`, and terms for this one request; `false` sends it past the cache. */
export interface FetchInit extends RequestInit {
  readonly sameflight?: FetchTerms | false;
}
