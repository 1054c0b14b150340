import type { HeaderList } from '../fields/header-list.js';
import type { RequestHead, ResponseHead } from '../message.js';

/** How a request wants the cache to be used: the modes of `RequestInit.cache`. */
export type CacheMode =
  | 'default'
  | 'no-store'
  | 'reload'
  | 'no-cache'
  | 'force-cache'
  | 'only-if-cached';

/** A request on its way through the cache. */
export interface Ask<Native> extends RequestHead {
  /** Sends it upstream: called once, or a second time without conditions, or not at all. */
  readonly send: Send<Native>;
  /**
   * Whether an error of `send` means that the origin could not be reached: then what is stale may stand in. Not where the caller
   * demands more than an answer, such as one without redirects, or a short one. @default any error does
   */
  readonly isDisconnection?: (error: unknown) => boolean;
  /** Ends this caller's wait, and later the reading of his body; nobody else notices. */
  readonly signal?: AbortSignal | undefined;
  /** @default 'default' */
  readonly mode?: CacheMode;
  /** What else in the request changes the answer, such as how redirects are treated. Requests with other traits share nothing. @default '' */
  readonly traits?: string;
  /** Terms for this request in place of the cache's own; `false` sends it past the cache. */
  readonly terms?: AskTerms | false | undefined;
}

/** What the owner of a cache, or one request, decides in the place of the response's headers. Durations in ms. */
export interface AskTerms {
  /**
   * How long a response is fresh, in ms from its arrival, whatever its headers say; `undefined` leaves it to them.
   * `0`: stale at once. What `private`, `Vary` and credentials say still counts. A number is not meant for server errors, nor for
   * a status that RFC 9110 §15.1 does not call heuristically cacheable: those it leaves to their headers.
   * @default what the response says
   */
  readonly ttl?: number | ((request: RequestHead, response: ResponseHead) => number | undefined);
  /** How long past its lifetime a response is served while it is refreshed, in ms, where it does not say itself. `0` is off. @default 0 */
  readonly staleWhileRevalidate?: number;
  /** How long past its lifetime a response stands in for a failed refresh, in ms, where it does not say itself. `0` is off. @default 0 */
  readonly staleIfError?: number;
  /** Labels by which stored responses are invalidated together, with `deleteByTag` of the cache. @default none */
  readonly tags?:
    | readonly string[]
    | ((request: RequestHead, response: ResponseHead) => readonly string[]);
}

/**
 * The port to the host: sends one request, and resolves as soon as the response's head is in.
 *
 * @param headers in place of the request's own: the cache may have added conditions, and a refresh leaves out those of the asker
 * @throws when no response came; whoever waits gets the very same error
 */
export type Send<Native> = (headers: HeaderList, options: SendOptions) => Promise<Received<Native>>;

export interface SendOptions {
  /** The request's own; of a refresh in the background GET, whatever set it off. */
  readonly method: string;
  /** Aborts when nobody wants the response any more, before its head or during its body. The caller's own signal is not to be heeded. */
  readonly signal: AbortSignal;
  /** The cache added conditions of its own to the headers: a 304 is for the cache. */
  readonly isConditional: boolean;
}

/** A response as it came. */
export interface Received<Native> extends ResponseHead {
  readonly body: BodySource;
  /** What the host needs to rebuild the response for others, beside head and body: plain data, stored with it. */
  readonly about: unknown;
  /** The host's own response, for the one who asked. */
  readonly native: Native;
  /** Redirects were followed on its way, and nobody knows whether they allow it to be stored: it is for the one who asked alone, and tells nothing of what is stored. @default false */
  readonly wasRedirected?: boolean;
  /** Where the redirects that were followed led, where the host knows: what an unsafe request touched as well. @default unknown */
  readonly finalUrl?: string | undefined;
  /** It cannot be rebuilt: `native` goes to the one who asked, its body untouched. @default false */
  readonly isOpaque?: boolean;
}

/**
 * A body that is still arriving, or is all there; `null` where there is none. One that the host hands out decoded has its
 * `Content-Encoding` among the headers, even where the host takes that away: lengths and ranges count coded bytes.
 */
export type BodySource = ReadableStream<Uint8Array> | Uint8Array | null;

/** The answer to one asker. */
export type Reply<Native> = NativeReply<Native> | BuiltReply<Native>;

/** The host's own response, untouched: it was never shared. */
export interface NativeReply<Native> {
  readonly kind: 'native';
  readonly native: Native;
  /** For the asker's response: what this cache did. RFC 9211. */
  readonly cacheStatus: string;
}

/** What to build a response from: the asker's own, whatever the others do with theirs. */
export interface BuiltReply<Native> {
  readonly kind: 'built';
  readonly status: number;
  /** `Cache-Status` included. */
  readonly headers: HeaderList;
  /** Bytes belong to the cache: to be copied, not changed. A stream is this asker's own. */
  readonly body: BodySource;
  /** As `Received.about` was; `undefined` for an answer that the cache made up (504). */
  readonly about: unknown;
  /** The host's own response, for the one who sent the request; its body is taken. */
  readonly native: Native | undefined;
  readonly cacheStatus: string;
}
