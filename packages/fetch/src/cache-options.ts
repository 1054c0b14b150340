import type { CacheNamespace } from '@sameflight/core';
import type { HeaderList, RequestHead, ResponseHead } from '@sameflight/http';
import type { AskTerms, HttpCacheOptions } from '@sameflight/http/exchange';
import type { FetchOptions, FetchTerms, RequestView, ResponseView } from './fetch-options.js';

/** The options as the exchange takes them: their functions see `Headers`. */
export function cacheOptionsOf(options: FetchOptions, cache: CacheNamespace): HttpCacheOptions {
  const {
    fetch: _fetch,
    maxBytes: _maxBytes,
    partition,
    ttl: _ttl,
    tags: _tags,
    ...rest
  } = options;
  return {
    ...rest,
    ...termsOf(options),
    ...(partition === undefined ? {} : { partition: (head) => partition(requestView(head)) }),
    cache,
    host: 'fetch',
  };
}

export function termsOf(terms: FetchTerms): AskTerms {
  const { ttl, tags, staleWhileRevalidate, staleIfError } = terms;
  return {
    ...(ttl === undefined ? {} : { ttl: viewed(ttl) }),
    // A copy: the call may outlive what its array says.
    ...(tags === undefined ? {} : { tags: Array.isArray(tags) ? [...tags] : viewed(tags) }),
    ...(staleWhileRevalidate === undefined ? {} : { staleWhileRevalidate }),
    ...(staleIfError === undefined ? {} : { staleIfError }),
  };
}

type Decides<Decision> = (request: RequestView, response: ResponseView) => Decision;

function viewed<Fixed, Decision>(
  term: Fixed | Decides<Decision>,
): Fixed | ((request: RequestHead, response: ResponseHead) => Decision) {
  if (typeof term !== 'function') return term;
  const decide = term as Decides<Decision>;
  return (request, response) =>
    decide(requestView(request), {
      status: response.status,
      headers: headersOf(response.headers),
    });
}

function requestView({ method, url, headers }: RequestHead): RequestView {
  return { method, url, headers: headersOf(headers) };
}

function headersOf(list: HeaderList): Headers {
  return new Headers(list.map(([name, value]): [string, string] => [name, value]));
}
