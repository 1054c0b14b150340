import { Cluster, Redis } from 'ioredis';
import { Cluster as Cluster5, Redis as Redis5 } from 'ioredis-5';
import { createClient, createCluster, createSentinel } from 'redis';
import { createClient as createClient5, createCluster as createCluster5 } from 'redis-5';
import { assertType, test } from 'vitest';
import { type RedisTier, redisTier } from '../src/index.js';

test('clients, clusters and sentinels of redis are clients', () => {
  assertType<RedisTier>(redisTier(createClient()));
  assertType<RedisTier>(redisTier({ client: createClient({ RESP: 2 }), prefix: 'shop:' }));
  redisTier(createCluster({ rootNodes: [] }));
  redisTier(createSentinel({ name: 'main', sentinelRootNodes: [] }));
  redisTier(createClient5());
  redisTier(createCluster5({ rootNodes: [] }));
});

test('clients and clusters of ioredis are clients', () => {
  redisTier(new Redis());
  redisTier({ client: new Redis({ replyMapping: 'resp3' }) });
  redisTier(new Cluster([]));
  redisTier(new Redis5());
  redisTier(new Cluster5([]));
});

test('a URL, a pool and a bare object are none', () => {
  // @ts-expect-error no client
  redisTier('redis://127.0.0.1');
  // @ts-expect-error a pool keeps no connection for messages
  redisTier(createClient().createPool());
  // @ts-expect-error options without a client
  redisTier({ prefix: 'shop:' });
});
