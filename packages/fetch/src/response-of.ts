import {
  type BodySource,
  type BuiltReply,
  type NativeReply,
  type Reply,
  unshareBytes,
} from '@sameflight/http/exchange';
import type { About } from './send.js';

/** Statuses whose responses have no body. */
const BODILESS = new Set([204, 205, 304]);

/** How a body is read whole: what comes of it is the caller's own. Not every platform has each. */
const WHOLE = ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'] as const;

/** What a `Response` can be made with; from the network come other phrases too. */
const PHRASE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What the cache makes of a stored response for one request. */
const MADE_HERE: Readonly<Record<number, string>> = {
  206: 'Partial Content',
  304: 'Not Modified',
  416: 'Range Not Satisfiable',
  504: 'Gateway Timeout',
};

/** The response for one caller: his own, real, and with `Cache-Status`. */
export function responseOf(reply: Reply<Response>, url: string): Response {
  return reply.kind === 'native' ? withCacheStatus(reply) : new RebuiltResponse(reply, url);
}

// Type declarations disagree on whether these are fields or accessors; platforms do not.
const PlainResponse = Response as unknown as new (
  body: unknown,
  init: ResponseInit,
) => Omit<Response, 'statusText' | 'url' | 'type' | 'redirected' | 'clone'>;

/** A `Response` that says of itself what the one from the network said. */
class RebuiltResponse extends PlainResponse {
  readonly #source: BodySource;
  readonly #statusText: string;
  readonly #url: string;
  readonly #type: Response['type'];
  readonly #redirected: boolean;

  constructor({ status, headers, body, about, native }: BuiltReply<Response>, asked: string) {
    const { statusText = '', url = asked, type = 'default' } = (about ?? {}) as Partial<About>;
    const phrase = MADE_HERE[status] ?? statusText;
    super(BODILESS.has(status) ? null : body, {
      status,
      statusText: PHRASE.test(phrase) ? phrase : '',
    });
    // A third of what it costs to give them to the constructor.
    for (const line of headers) this.headers.append(line[0], line[1]);
    this.#source = body;
    this.#statusText = phrase;
    this.#url = url;
    this.#type = type;
    this.#redirected = native?.redirected ?? false;
  }

  get statusText(): string {
    return this.#statusText;
  }

  get url(): string {
    return this.#url;
  }

  get type(): Response['type'] {
    return this.#type;
  }

  get redirected(): boolean {
    return this.#redirected;
  }

  clone(): Response {
    this.#unshare();
    return alike(Response.prototype.clone.call(this), this);
  }

  #unshare(): void {
    if (this.#source instanceof ReadableStream) unshareBytes(this.#source);
  }

  static {
    for (const name of WHOLE) {
      const read = Response.prototype[name] as (() => Promise<unknown>) | undefined;
      if (read === undefined) continue;
      const value = function (this: RebuiltResponse): Promise<unknown> {
        this.#unshare();
        return read.call(this);
      };
      Object.defineProperty(RebuiltResponse.prototype, name, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
  }
}

/** A copy's body is its own; all else it says as the original does. */
function alike(copy: Response, original: Response): Response {
  const { statusText, url, type, redirected } = original;
  return Object.defineProperties(copy, {
    statusText: { value: statusText },
    url: { value: url },
    type: { value: type },
    redirected: { value: redirected },
    clone: { value: () => alike(Response.prototype.clone.call(copy), copy) },
  });
}

/** The network's own response, whose headers cannot be changed, with headers that also say what this cache did. */
function withCacheStatus({ native, cacheStatus }: NativeReply<Response>): Response {
  if (native.type === 'opaque' || native.type === 'error') return native;
  const received = native.headers;
  let headers: Headers | undefined;
  const told = (): Headers => {
    if (headers === undefined) {
      headers = new Headers(received);
      headers.append('cache-status', cacheStatus);
    }
    return headers;
  };
  const cloneNative = native.clone;
  const clone = (): Response =>
    withCacheStatus({ kind: 'native', native: cloneNative.call(native), cacheStatus });
  return Object.defineProperties(native, { headers: { get: told }, clone: { value: clone } });
}
