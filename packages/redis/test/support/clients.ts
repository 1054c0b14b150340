import { Redis } from 'ioredis';
import { Redis as Redis5 } from 'ioredis-5';
import { createClient } from 'redis';
import { createClient as createClient5 } from 'redis-5';
import type { RedisClient } from '../../src/index.js';

/** Where a server is: a unix socket, or a port on loopback. */
export type Address = string | number;

/** Every client, in every version, that the tier is said to work with. */
export const clients: readonly {
  readonly name: string;
  readonly make: (at: Address) => RedisClient;
}[] = [
  { name: 'redis 6', make: nodeRedis },
  { name: 'redis 6, RESP2', make: (at) => createClient({ RESP: 2, socket: socketAt(at) }) },
  { name: 'redis 5', make: (at) => createClient5({ socket: socketAt(at) }) },
  { name: 'ioredis 6', make: ioredis },
  { name: 'ioredis 6, RESP3', make: (at) => new Redis({ ...placeOf(at), replyMapping: 'resp3' }) },
  { name: 'ioredis 5', make: (at) => new Redis5(placeOf(at)) },
];

/** Both clients, in the version that most will have. */
export const both: readonly {
  readonly name: string;
  readonly make: (at: Address) => RedisClient;
}[] = [
  { name: 'redis', make: nodeRedis },
  { name: 'ioredis', make: ioredis },
];

export function nodeRedis(at: Address): RedisClient {
  return createClient({ socket: socketAt(at) });
}

export function ioredis(at: Address): RedisClient {
  return new Redis(placeOf(at));
}

function socketAt(at: Address): { path: string; tls: false } | { host: string; port: number } {
  return typeof at === 'string' ? { path: at, tls: false } : { host: '127.0.0.1', port: at };
}

function placeOf(at: Address): { lazyConnect: true; path?: string; port?: number } {
  return typeof at === 'string' ? { lazyConnect: true, path: at } : { lazyConnect: true, port: at };
}
