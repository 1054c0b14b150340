import { CacheManager, type Fetcher } from '@sameflight/core';

const fetcher: Fetcher<number> = ({ key, signal }) => (signal.aborted ? 0 : key.length);
export const answer: Promise<number> = new CacheManager({ ttl: 1000 }).getOrFetch('key', fetcher);
