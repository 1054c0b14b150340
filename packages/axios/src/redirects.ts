type Fetch = typeof globalThis.fetch;

/** Where each request that was redirected was led. */
const redirected = new WeakMap<object, string>();
const watched = new WeakMap<Fetch, Fetch>();

/** `fetch` that remembers which requests were redirected: axios' fetch adapter tells of the request, and keeps the response. */
export function watching(fetch: Fetch | undefined): Fetch {
  if (fetch === undefined) return global;
  const known = watched.get(fetch) ?? watch(fetch);
  watched.set(fetch, known);
  return known;
}

function watch(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.redirected && typeof input === 'object') redirected.set(input, response.url);
    return response;
  };
}

// Looked up at each call: it may have been replaced.
const global: Fetch = watch((input, init) => globalThis.fetch(input, init));

/** Where the answer to this request of an adapter came from, if not from `url`. Node's adapter has a hook that tells of it. */
export function elsewhereOf(request: unknown, url: string): string | undefined {
  if (typeof request !== 'object' || request === null) return undefined;
  const from = redirected.get(request) ?? (request as { responseURL?: string }).responseURL;
  return from && from !== url.replace(/#.*/, '') ? from : undefined;
}

/** Where redirects that Node's adapter followed led. */
export function endOf(request: unknown): string | undefined {
  return (request as { res?: { responseUrl?: string } } | undefined)?.res?.responseUrl;
}
