// openapi-fetch: a typed client, whose writes are seen by its next read.
import createClient from 'openapi-fetch';
import { createFetch } from '../src/index.js';

export interface User {
  readonly id: number;
  readonly name: string;
}

/** As openapi-typescript writes them. */
interface Paths {
  '/users/{id}': {
    get: {
      parameters: { path: { id: number } };
      responses: { 200: { content: { 'application/json': User } } };
    };
    put: {
      parameters: { path: { id: number } };
      requestBody: { content: { 'application/json': Omit<User, 'id'> } };
      responses: { 200: { content: { 'application/json': User } } };
    };
  };
}

export interface UserApi {
  readonly read: (id: number) => Promise<User | undefined>;
  readonly rename: (id: number, name: string) => Promise<User | undefined>;
}

export function userApi(origin: string): UserApi {
  const api = createClient<Paths>({ baseUrl: origin, fetch: createFetch() });
  return {
    read: async (id) => (await api.GET('/users/{id}', { params: { path: { id } } })).data,
    rename: async (id, name) =>
      (await api.PUT('/users/{id}', { params: { path: { id } }, body: { name } })).data,
  };
}
