/** One process of a fleet: a cache over Redis that does what the test tells it, and fetches from the test. */
import { CacheManager } from '@sameflight/core';
import { createClient } from 'redis';
import { type RedisTierOptions, redisTier } from '../../src/index.js';
import { eavesdrop } from './eavesdrop.js';
import type { Answer, Order } from './fleet.js';

const { socket, ...options } = JSON.parse(process.argv[2] as string) as { socket: string } & Omit<
  RedisTierOptions,
  'client'
>;
const client = createClient({ socket: { path: socket, tls: false } });
const tier = redisTier({ client, ...options });
const hears = eavesdrop(tier);
const cache = new CacheManager({ remote: tier, ttl: 60_000 });
const fetches = new Map<number, (value: unknown) => void>();
let fetchCount = 0;
let failures = 0;
cache.on('remote-failure', () => failures++);

process.on('message', (message: Order) => {
  if (message.kind === 'fetched') {
    fetches.get(message.id)?.(message.value);
    fetches.delete(message.id);
    return;
  }
  obey(message).then(
    (value) => send({ kind: 'done', id: message.id, value }),
    (error: unknown) => send({ kind: 'failed', id: message.id, error: String(error) }),
  );
});
process.on('SIGTERM', () => {
  void cache.close().then(() => process.disconnect());
});
await tier.ready();
send({ kind: 'done', id: 0, value: undefined });

async function obey(order: Exclude<Order, { kind: 'fetched' }>): Promise<unknown> {
  switch (order.kind) {
    case 'get': {
      const calls = Array.from({ length: order.callers }, () => get(order.key));
      const startedAt = performance.now();
      send({ kind: 'asked', id: order.id });
      const values = new Set(await Promise.all(calls));
      return { values: [...values], taken: performance.now() - startedAt, failures };
    }
    case 'read':
      return (await tier.read(order.key))?.value;
    case 'delete':
      return cache.delete(order.key);
    case 'hear':
      return hears(order.key);
    case 'deleteByTag':
      return cache.deleteByTag(order.tag);
    case 'clear':
      return cache.clear();
    case 'block':
      return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, order.time);
  }
}

function get(key: string): Promise<unknown> {
  return cache.getOrFetch(key, () => fetchFromTest(key), { tags: ['all'] });
}

function fetchFromTest(key: string): Promise<unknown> {
  const id = ++fetchCount;
  return new Promise((resolve) => {
    fetches.set(id, resolve);
    send({ kind: 'fetch', id, key });
  });
}

function send(answer: Answer): void {
  process.send?.(answer);
}
