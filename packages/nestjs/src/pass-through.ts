/**
 * Why a call was passed through uncoalesced.
 *
 * Of the handler:
 * - `opted-out`: it, or its controller, says `@NoCoalesce()`.
 * - `response-handled`: it takes `@Res()` without passthrough, or `@Next()`, and sends the answer itself.
 * - `sse`: it sends server-sent events.
 * - `event`: it handles an event, which nobody waits for.
 * - `invalidates`: it carries `@Invalidate()`, so it changes things.
 *
 * Of the call:
 * - `method`: it may change things: it is neither GET nor HEAD, and the handler gives no key, or it is a mutation.
 * - `no-key`: no key can be derived, as outside HTTP, and the handler gives none.
 * - `key-failed`: the key function threw, or gave something that is not a string.
 * - `tags-failed`: the tags function threw, or gave something that is not an array of strings.
 * - `unidentified`: nothing says who is asking: a `request.user` without credentials, a context without a request,
 *   or a partition function that gave `undefined`.
 * - `partition-failed`: the partition function threw, or gave something that is not a string.
 * - `no-store`: the answer's `Cache-Control` says so.
 * - `private`: the answer's `Cache-Control` says so, and all callers without an identity, or all there are, would share it.
 *
 * Of the answer:
 * - `stream`: it can be read only once.
 * - `binary`: it is a buffer.
 * - `many-values`: the handler's observable emitted more than one value.
 * - `no-value`: the handler's observable completed without one.
 * - `set-cookie`: the handler set a cookie.
 * - `header`: the handler set a header that is not on the list of those that are replayed.
 * - `conditional`: its status, `206`, `304`, `412` or `416`, answers a condition or a range of its caller's own.
 * - `response-sent`: the handler sent the response itself.
 * - `vary`: the answer says that it varies on everything.
 */
export type PassThroughReason =
  | 'opted-out'
  | 'response-handled'
  | 'sse'
  | 'event'
  | 'invalidates'
  | 'method'
  | 'no-key'
  | 'key-failed'
  | 'tags-failed'
  | 'unidentified'
  | 'partition-failed'
  | 'no-store'
  | 'private'
  | 'stream'
  | 'binary'
  | 'many-values'
  | 'no-value'
  | 'set-cookie'
  | 'header'
  | 'conditional'
  | 'response-sent'
  | 'vary';

/** A call is not to be coalesced. */
export class PassThrough {
  readonly reason: PassThroughReason;
  /** What was thrown, where something was, or what is wrong with what was given. */
  readonly error: unknown;

  constructor(reason: PassThroughReason, error?: unknown) {
    this.reason = reason;
    this.error = error;
  }
}
