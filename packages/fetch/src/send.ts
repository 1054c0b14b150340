import { type HeaderList, headerList } from '@sameflight/http';
import type { BodySource, CacheMode, Received, SendOptions } from '@sameflight/http/exchange';

export type Fetch = typeof globalThis.fetch;
export type Input = Parameters<Fetch>[0];

/** What a response says of itself beside head and body. */
export interface About {
  readonly statusText: string;
  readonly url: string;
  readonly type: Response['type'];
}

/** A call of fetch, as it was made. */
export interface Call {
  /** The URL, or a Request, whose headers may have changed meanwhile. */
  readonly input: Input;
  /** All that it says besides, but for headers and signal. */
  readonly init: RequestInit;
  readonly mode: CacheMode;
}

/** Sends a call to the network with these headers. */
export async function send(
  fetch: Fetch,
  { input, init, mode }: Call,
  headers: HeaderList,
  { method, signal, isConditional }: SendOptions,
): Promise<Received<Response>> {
  const own: RequestInit = { ...init, method, headers: recordOf(headers), signal };
  // Fetch takes a request with conditions for one that brings a cache of its own, and tells every cache on the way to go to the
  // origin. undici has no cache of its own that this mode could mean.
  if (isConditional && mode === 'default' && isUndici()) own.cache = 'force-cache';
  return receivedFrom(await fetch(input, own));
}

/** In the form that a fetch which adds headers of its own can spread. */
function recordOf(headers: HeaderList): Record<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of headers) {
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(fields);
}

function isUndici(): boolean {
  const { process } = globalThis as { process?: { versions?: Record<string, string> } };
  return process?.versions?.undici !== undefined;
}

async function receivedFrom(response: Response): Promise<Received<Response>> {
  const { status, statusText, url, type, redirected } = response;
  const isOpaque = !(status >= 200 && status <= 599) || type === 'opaque' || type === 'error';
  return {
    status,
    headers: headerList(response.headers),
    body: isOpaque ? null : await bodyOf(response),
    about: { statusText, url, type } satisfies About,
    native: response,
    wasRedirected: redirected,
    finalUrl: redirected ? url : undefined,
    isOpaque,
  };
}

/** Some fetches have bodies that are no web streams. */
async function bodyOf(response: Response): Promise<BodySource> {
  const { body } = response;
  if (!body) return null;
  return typeof body.getReader === 'function' ? body : new Uint8Array(await response.arrayBuffer());
}
