// ky: fifty components that ask for the same user make one request.
import ky from 'ky';
import { createFetch } from '../src/index.js';

export interface User {
  readonly id: number;
  readonly name: string;
}

export function userApi(origin: string): (id: number) => Promise<User> {
  const api = ky.create({ baseUrl: origin, fetch: createFetch() });
  return (id) => api.get(`users/${id}`).json<User>();
}
