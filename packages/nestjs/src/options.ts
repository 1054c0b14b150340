import type { CacheOptions, FetchOptions } from '@sameflight/core';
import type { HandlerCall } from './handler-call.js';
import type { Partition } from './partition.js';

/** How answers of handlers are shared. Given to the module these are defaults for every handler that uses its cache. */
export interface SharingOptions {
  /**
   * Who may share an answer with whom. By default callers are kept apart by what in their request tells who asks:
   * `Authorization`, cookies, `X-Api-Key` and their like; those without share among themselves; and a call whose
   * `request.user` came from anywhere else is passed through.
   */
  readonly partition?: Partition;
  /**
   * The request headers that the answer depends on. Those that the handler takes by `@Headers('name')`, and those that
   * the answer's own `Vary` names, count in any case; beside a `key`, those named here alone do.
   * @default ['accept', 'accept-language', 'origin', 'range']
   */
  readonly vary?: readonly string[];
  /**
   * The query parameters that tell questions apart; others are ignored, so that they fill the cache with nothing.
   * @default all of them
   */
  readonly query?: readonly string[];
  /**
   * Response headers that a handler may set by hand and everyone gets, in addition to those that describe the answer
   * (`Content-Type`, `Link`, `Last-Modified` and so on). A handler that sets any other is passed through.
   * @default []
   */
  readonly replayHeaders?: readonly string[];
  /**
   * Makes each caller's own copy of what the handler returned, so that an interceptor that changes it changes nobody
   * else's. `(value) => value` shares one object.
   * @default a copy of plain objects, arrays and dates; objects of classes are shared
   */
  readonly copy?: <Value>(value: Value) => Value;
  /**
   * Adds a weak `ETag` to answers of GET and HEAD, made of what the handler returned: not for where an interceptor
   * further out changes the answer. `If-None-Match` is answered with `304`, for a tag that the handler sets itself too.
   * @default false
   */
  readonly etag?: boolean;
  /** Adds `Cache-Status` (RFC 9211) to answers, and `Age` to those that were stored. @default true */
  readonly cacheStatus?: boolean;
}

/** Options of `@Coalesce()`. On a controller they are defaults for its handlers; a handler's own win, one by one. */
export interface CoalesceOptions extends SharingOptions, Omit<FetchOptions, 'tags'> {
  /** The name of the cache. @default 'default' */
  readonly cache?: string;
  /**
   * Names what is asked, among the calls of this handler; who asks is kept apart all the same. Each answer carries its
   * key as a tag. `keyOf('user', id)` builds one that its parts cannot forge.
   *
   * For GET and HEAD it is derived: from method, host, path, query and the headers that count. Elsewhere it must be given.
   */
  readonly key?: (call: HandlerCall) => string;
  /** Labels by which answers are invalidated together. */
  readonly tags?: readonly string[] | ((call: HandlerCall) => readonly string[]);
}

/** Options of one cache: the cache's own, and defaults for the handlers that use it. */
export interface SameflightOptions extends SharingOptions, Omit<CacheOptions, 'name' | 'copy'> {}
