type Fetch = typeof globalThis.fetch;

const redirected = new WeakSet<object>();
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
    if (response.redirected && typeof input === 'object') redirected.add(input);
    return response;
  };
}

// Looked up at each call: it may have been replaced.
const global: Fetch = watch((input, init) => globalThis.fetch(input, init));

/** Did the answer to this request of an adapter come from elsewhere than `url`? Node's adapter has a hook for that instead. */
export function isFromElsewhere(request: unknown, url: string): boolean {
  if (typeof request !== 'object' || request === null) return false;
  const { responseURL } = request as { responseURL?: string };
  return redirected.has(request) || (!!responseURL && responseURL !== url.replace(/#.*/, ''));
}
