import { type HeaderList, headerList } from '@sameflight/http';
import type { BodySource, Received, SendOptions } from '@sameflight/http/exchange';

export type Fetch = typeof globalThis.fetch;
export type Input = Parameters<Fetch>[0];

/** What a response says of itself beside head and body. */
export interface About {
  readonly statusText: string;
  readonly url: string;
  readonly type: Response['type'];
}

/** Sends a call to the network as the caller made it, but for what the cache adds. */
export async function send(
  fetch: Fetch,
  input: Input,
  init: RequestInit,
  headers: HeaderList,
  { method, signal, isConditional }: SendOptions,
): Promise<Received<Response>> {
  // A record: what stands underneath may add to them by a spread.
  const own: RequestInit = { ...init, method, headers: Object.fromEntries(headers), signal };
  if (isConditional && isPlainCacheMode(input, init) && isUndici()) own.cache = 'force-cache';
  return receivedFrom(await fetch(input, own));
}

// Fetch takes a request with conditions for one that brings a cache of its own, and tells every cache on the way to go to the
// origin. undici has no cache of its own that this mode could mean.
function isPlainCacheMode(input: Input, { cache }: RequestInit): boolean {
  const mode = cache ?? (input as Partial<Request>).cache ?? 'default';
  return mode === 'default';
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
