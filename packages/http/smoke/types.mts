import { type CachePolicy, headerList, identify, type RequestHead } from '@sameflight/http';

const policy: CachePolicy = { mode: 'shared', ttl: 1000 };
const request: RequestHead = {
  method: 'GET',
  url: 'https://api.example/',
  headers: headerList({}),
};
export const scopes: readonly string[] = identify(request).scopes;

// @ts-expect-error a cache is private or shared
export const wrong: CachePolicy = { ...policy, mode: 'public' };
