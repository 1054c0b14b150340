import type { BuiltReply, NativeReply, Reply } from '@sameflight/http/exchange';
import type { About } from './send.js';

/** Statuses whose responses have no body. */
const BODILESS = new Set([204, 205, 304]);

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

/** A `Response` that says of itself what the one from the network said. */
class RebuiltResponse extends Response {
  readonly #url: string;
  readonly #type: ResponseType;
  readonly #redirected: boolean;

  constructor({ status, headers, body, about, native }: BuiltReply<Response>, asked: string) {
    const { statusText = '', url = asked, type = 'default' } = (about ?? {}) as Partial<About>;
    super(BODILESS.has(status) ? null : (body as BodyInit | null), {
      status,
      statusText: MADE_HERE[status] ?? statusText,
      headers: headers as [string, string][],
    });
    this.#url = url;
    this.#type = type;
    this.#redirected = native?.redirected ?? false;
  }

  override get url(): string {
    return this.#url;
  }

  override get type(): ResponseType {
    return this.#type;
  }

  override get redirected(): boolean {
    return this.#redirected;
  }

  override clone(): Response {
    return alike(super.clone(), this);
  }
}

/** A copy's body is its own; all else it says as the original does. */
function alike(copy: Response, { url, type, redirected }: Response): Response {
  return Object.defineProperties(copy, {
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
