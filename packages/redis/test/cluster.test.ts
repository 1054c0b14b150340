import { Cluster } from 'ioredis';
import { createCluster } from 'redis';
import { createCluster as createCluster5 } from 'redis-5';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RedisCluster } from './support/redis-cluster.js';
import { describeWithRedis } from './support/redis-server.js';
import { busyOn, entry, leaseOn, options, Tiers } from './support/tiers.js';

const clients = [
  {
    name: 'redis 6',
    make: (port: number) => createCluster({ rootNodes: [{ socket: { host: '127.0.0.1', port } }] }),
  },
  {
    name: 'redis 5',
    make: (port: number) =>
      createCluster5({ rootNodes: [{ socket: { host: '127.0.0.1', port } }] }),
  },
  {
    name: 'ioredis 6',
    make: (port: number) => new Cluster([{ host: '127.0.0.1', port }], { lazyConnect: true }),
  },
];

describeWithRedis('a cluster, where a key and its tags stand on different servers', () => {
  let cluster: RedisCluster;
  const tiers = new Tiers();
  const keys = Array.from({ length: 60 }, (_, index) => `key:${index}`);

  beforeAll(async () => {
    cluster = await RedisCluster.start();
  });
  afterEach(() => tiers.close());
  afterAll(() => cluster.stop());

  test.each(clients)('holds to every promise, over $name', async ({ name, make }) => {
    const prefix = `${name}:`;
    const [one, other] = await Promise.all(
      cluster.ports.slice(0, 2).map(async (port) => {
        const heard = tiers.make({ client: make(port), prefix, timeout: 1_000 });
        await heard.tier.ready();
        return heard;
      }),
    );
    if (one === undefined || other === undefined) throw new Error('two tiers are needed');

    // Leases, wakes and stored values, on every server.
    await Promise.all(
      keys.map(async (key) => {
        const lease = await leaseOn(one.tier, key);
        const { settled } = await busyOn(other.tier, key);
        expect(await lease.write(entry(key, { tags: ['users', `of ${key}`] }))).toBe(true);
        expect(await settled).toBe('again');
      }),
    );
    const holding = await Promise.all(cluster.servers.map((server) => server.command('DBSIZE')));
    expect(holding.every((count) => Number(count) > 0)).toBe(true);

    // A tag's invalidation voids what is stored on all of them, and what is being fetched.
    expect((await other.tier.read('key:7'))?.value).toBe('key:7');
    await one.tier.deleteByTag('of key:7');
    expect(await other.tier.read('key:7')).toBeUndefined();
    expect((await other.tier.read('key:8'))?.value).toBe('key:8');
    const lease = await leaseOn(one.tier, 'fetching');
    await other.tier.deleteByTag('users');
    expect(await lease.write(entry('old', { tags: ['users'] }))).toBe(false);
    for (const key of keys) expect(await one.tier.read(key)).toBeUndefined();

    // A void record gives way to one who fetches.
    const claims = await Promise.all(
      [one, other].map(({ tier }) => tier.claim('key:8', options())),
    );
    expect(claims.map(({ kind }) => kind).sort()).toEqual(['busy', 'granted']);

    // What is set by hand, deleted and cleared is so for all, and told to all.
    await one.tier.write('set', entry('by hand'));
    expect((await other.tier.read('set'))?.value).toBe('by hand');
    await one.tier.delete('set');
    await one.tier.clear();
    await other.ear.hears('cleared');
    expect(other.ear.heard).toEqual(expect.arrayContaining(['tag of key:7', 'key set', 'cleared']));
    expect(await other.tier.read('key:9')).toBeUndefined();
    expect([...one.ear.failures, ...other.ear.failures]).toEqual([]);
  });
});
