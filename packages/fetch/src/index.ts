export { SlowReaderError, weightOf } from '@sameflight/http/exchange';
export { type CachedFetch, createFetch } from './create-fetch.js';
export type {
  FetchInit,
  FetchOptions,
  FetchTerms,
  RequestView,
  ResponseView,
} from './fetch-options.js';
