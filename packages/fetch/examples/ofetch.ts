// ofetch: an API that sends no caching headers, cached for five seconds all the same.
import { createFetch as createOfetch } from 'ofetch';
import { createFetch } from '../src/index.js';

export interface User {
  readonly id: number;
  readonly name: string;
}

export function userApi(origin: string): (id: number) => Promise<User> {
  const api = createOfetch({ fetch: createFetch({ ttl: 5_000 }), defaults: { baseURL: origin } });
  return (id) => api<User>(`users/${id}`);
}
