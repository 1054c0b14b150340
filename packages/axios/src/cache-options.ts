import type { CacheNamespace } from '@sameflight/core';
import type { HeaderList, RequestHead, ResponseHead } from '@sameflight/http';
import type { AskTerms, HttpCacheOptions } from '@sameflight/http/exchange';
import type { AxiosTerms, CoalesceOptions, RequestView, ResponseView } from './coalesce-options.js';

/** The options as the exchange takes them: their functions see `Headers`. */
export function cacheOptionsOf(options: CoalesceOptions, cache: CacheNamespace): HttpCacheOptions {
  const {
    maxBytes: _maxBytes,
    exceptMethods: _exceptMethods,
    onBypass: _onBypass,
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
    host: 'axios',
    pastFlightTimeout: 'wait',
  };
}

export function termsOf(terms: AxiosTerms): AskTerms {
  const { ttl, tags, staleWhileRevalidate, staleIfError } = terms;
  return {
    ...(ttl === undefined ? {} : { ttl: viewed(ttl) }),
    ...(tags === undefined ? {} : { tags: viewed(tags) }),
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
    decide(requestView(request), { status: response.status, headers: headersOf(response.headers) });
}

function requestView({ method, url, headers }: RequestHead): RequestView {
  return { method, url, headers: headersOf(headers) };
}

function headersOf(list: HeaderList): Headers {
  return new Headers(list.map(([name, value]): [string, string] => [name, value]));
}
