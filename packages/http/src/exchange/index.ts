export type {
  Ask,
  AskTerms,
  BodySource,
  BuiltReply,
  CacheMode,
  NativeReply,
  Received,
  Reply,
  Send,
  SendOptions,
} from './ask.js';
export { unshareBytes } from './body-reader.js';
export { HttpCache } from './http-cache.js';
export type { HttpCacheOptions } from './http-cache-options.js';
export { SlowReaderError } from './slow-reader-error.js';
export { traitOf } from './trait.js';
export { weightOf } from './weight.js';
