import { CacheManager } from '@sameflight/core';
import { type CachedFetch, createFetch } from '@sameflight/fetch';

export const cached: CachedFetch = createFetch({ cache: new CacheManager(), ttl: 1000 });
export const plain: typeof globalThis.fetch = cached;
export const response: Promise<Response> = cached('https://api.example/', { sameflight: false });

// @ts-expect-error a ttl is a number
createFetch({ ttl: '1s' });
