import { CacheManager } from '@sameflight/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { both, nodeRedis } from './support/clients.js';
import { describeWithRedis, RedisServer } from './support/redis-server.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { entry, leaseOn, options, Tiers, windows } from './support/tiers.js';
import { eventually } from './support/timing.js';

describeWithRedis('R-04: a server that says no', () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  const tiers = new Tiers();

  beforeEach(async () => {
    server = await RedisServer.start('--busy-reply-threshold', '20');
    proxy = await TcpProxy.start(server.socket);
  });
  afterEach(async () => {
    await tiers.close();
    await proxy.stop();
    await server.stop();
  });

  test('out of memory: records are still read and deleted, what cannot be written is reported', async () => {
    const { tier, ear } = await tiers.at(server.socket);
    const { tier: other } = await tiers.at(server.socket);
    await tier.write('kept', entry('kept'));
    await tier.write('dropped', entry('dropped'));
    const lease = await leaseOn(tier, 'rate');
    const claim = await other.claim('rate', options());

    await server.command('CONFIG', 'SET', 'maxmemory', '1');

    await expect(lease.write(entry(1.1))).rejects.toThrow('OOM');
    expect(claim.kind === 'busy' && (await claim.settled)).toBe('alone');
    expect(await tier.claim('kept', options())).toMatchObject({ record: { value: 'kept' } });
    await tier.delete('dropped');
    expect(await tier.read('dropped')).toBeUndefined();
    await expect(tier.write('kept', entry('new'))).rejects.toThrow('OOM');
    expect(ear.heard).toEqual([]);

    await server.command('CONFIG', 'SET', 'maxmemory', '0');
    expect(await tier.read('kept')).toBeUndefined();
    await tier.write('kept', entry('new'));
    expect((await tier.read('kept'))?.value).toBe('new');
  });

  test('read-only: callers are answered, and an invalidation is carried out once it can be', async () => {
    const { tier } = await tiers.at(server.socket);
    const cache = new CacheManager({ remote: tier, ttl: 60_000 });
    const { tier: other } = await tiers.at(server.socket);
    await cache.set('user:1', 'old', { tags: ['users'] });

    await server.command('REPLICAOF', '127.0.0.1', '1');
    await expect(cache.delete('user:1')).rejects.toThrow('READONLY');
    await expect(cache.deleteByTag('users')).rejects.toThrow('READONLY');
    await expect(cache.clear()).rejects.toThrow('READONLY');
    const during = await cache.getOrFetch('user:1', () => 'new');
    await server.command('REPLICAOF', 'NO', 'ONE');

    expect(during).toBe('new');
    await eventually(async () => expect(await other.read('user:1')).toBeUndefined());
  });

  test('a script cache that was flushed is filled again', async () => {
    const { tier } = await tiers.at(server.socket);
    await tier.write('rate', entry(1.1));

    await server.command('SCRIPT', 'FLUSH');

    expect(await tier.claim('rate', options())).toMatchObject({ record: { value: 1.1 } });
    await tier.delete('rate');
    expect(await tier.read('rate')).toBeUndefined();
  });

  test('busy with a script that does not end: callers are answered, and Redis is used again afterwards', async () => {
    const { tier } = await tiers.at(server.socket, { timeout: 200 });
    const cache = new CacheManager({ remote: tier });
    const endless = server.command('EVAL', 'while true do end', '0').catch(() => undefined);

    await eventually(async () => {
      await expect(server.command('PING')).rejects.toThrow('BUSY');
    });
    expect(await cache.getOrFetch('rate', () => 'fetched')).toBe('fetched');
    await server.command('SCRIPT', 'KILL');

    await endless;
    expect(await eventually(() => tier.read('nothing'))).toBeUndefined();
  });

  test('too many clients: callers are answered, and Redis is used once there is room', async () => {
    const { tier: first } = await tiers.at(server.socket);
    await server.command('CONFIG', 'SET', 'maxclients', '2');
    const { tier } = tiers.make({ client: nodeRedis(server.socket) });
    const cache = new CacheManager({ remote: tier });

    expect(await cache.getOrFetch('rate', () => 'fetched')).toBe('fetched');
    await first.close();
    await tier.ready();
  });

  test.each([{ kind: 'normal' }, { kind: 'pubsub' }])(
    'its $kind connections are killed: others are opened',
    async ({ kind }) => {
      const { tier, ear } = await tiers.at(server.socket);
      await tier.write('rate', entry(1.1));

      await server.command('CLIENT', 'KILL', 'TYPE', kind, 'SKIPME', 'yes');

      await ear.hears(kind === 'normal' ? 'failed connection' : 'resumed');
      expect((await eventually(() => tier.read('rate')))?.value).toBe(1.1);
    },
  );

  describe.each(both)('over $name', ({ make }) => {
    test.each([
      'LOADING Redis is loading the dataset in memory',
      'MASTERDOWN Link with MASTER is down',
      'CLUSTERDOWN The cluster is down',
      'MOVED 3999 127.0.0.1:1',
      'ASK 3999 127.0.0.1:1',
      'CROSSSLOT Keys in request do not hash to the same slot',
      'NOPERM this user has no permissions',
      'MISCONF Redis is configured to save RDB snapshots',
      'ERR something new',
    ])('%s: a failure of this call alone', async (reply) => {
      const { tier } = await tiers.at(proxy.port, { client: make(proxy.port) });
      await tier.write('rate', entry(1.1));
      proxy.onReply = () => Buffer.from(`-${reply}\r\n`);
      const refused = tier.claim('rate', options({ refresh: true }));

      await expect(refused).rejects.toThrow(reply.slice(0, 5));

      proxy.onReply = (chunk) => chunk;
      expect((await eventually(() => tier.read('rate')))?.value).toBe(1.1);
    });
  });
});

describeWithRedis('R-12: what Redis loses', () => {
  let server: RedisServer;
  const tiers = new Tiers();

  beforeEach(async () => {
    server = await RedisServer.start();
  });
  afterEach(async () => {
    await tiers.close();
    await server.stop();
  });

  test('a lost lease keeps the value of its holder out, and costs one more fetch', async () => {
    const { tier: one } = await tiers.at(server.socket);
    const { tier: other } = await tiers.at(server.socket);
    const lost = await leaseOn(one, 'rate');

    await server.command('DEL', 'sameflight:{rate}:lease');

    const found = await leaseOn(other, 'rate');
    expect(await lost.write(entry('lost'))).toBe(false);
    expect(await found.write(entry('found'))).toBe(true);
  });

  test('lost epochs count as changed: nothing that was fetched before is served or stored', async () => {
    const { tier: one } = await tiers.at(server.socket);
    const { tier: other } = await tiers.at(server.socket);
    await one.write('rate', entry('old', { tags: ['rates'] }));
    await one.deleteByTag('rates');
    const lease = await leaseOn(one, 'user');

    await server.command('DEL', 'sameflight:{epochs}:now');

    expect(await other.read('rate')).toBeUndefined();
    expect(await lease.write(entry('old'))).toBe(false);
    await other.write('rate', entry('new', { tags: ['rates'] }));
    expect((await one.read('rate'))?.value).toBe('new');
  });

  test('epochs that are lost in part count as lost: what a forgotten tag voided stays void', async () => {
    const { tier } = await tiers.at(server.socket);
    await tier.write('old', entry('old', { tags: ['users'] }));
    await tier.deleteByTag('users');
    await tier.write('new', entry('new', { tags: ['others'] }));

    await server.command('DEL', 'sameflight:{epochs}:tags');

    expect(await tier.read('old')).toBeUndefined();
    await tier.deleteByTag('more');
    expect(await tier.read('old')).toBeUndefined();
    await tier.write('new', entry('newer', { tags: ['others'] }));
    expect((await tier.read('new'))?.value).toBe('newer');
  });

  test('a flushed server is an empty one, whose era is a new one', async () => {
    const { tier } = await tiers.at(server.socket);
    await tier.write('rate', entry('old'));
    const stored = (await server.command('DUMP', 'sameflight:{rate}')) as string;

    await server.command('FLUSHALL');

    expect(stored).toBeTruthy();
    expect(await tier.read('rate')).toBeUndefined();
    expect((await tier.claim('rate', options())).kind).toBe('granted');
  });

  test('a record that was renamed is not served under its new name', async () => {
    const { tier, ear } = await tiers.at(server.socket);
    await tier.write('alice', entry("Alice's"));

    await server.command('RENAME', 'sameflight:{alice}', 'sameflight:{bob}');

    expect(await tier.read('bob')).toBeUndefined();
    await ear.hears('failed integrity');
    expect(await tier.claim('bob', options())).toMatchObject({ kind: 'granted', stale: undefined });
  });

  test('databases that were swapped hold nothing of ours', async () => {
    const { tier } = await tiers.at(server.socket);
    await tier.write('rate', entry('old'));
    const lease = await leaseOn(tier, 'user');

    await server.command('SWAPDB', '0', '1');

    expect(await tier.read('rate')).toBeUndefined();
    expect(await lease.write(entry('old'))).toBe(false);
  });

  test('a full server that evicts at random serves nothing invalidated, and goes on', async () => {
    const { tier } = await tiers.at(server.socket);
    await server.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-random');
    await server.command('CONFIG', 'SET', 'maxmemory', '3mb');
    let served = 0;

    for (let round = 0; round < 300; round++) {
      const key = `key:${round % 20}`;
      await tier.write(
        key,
        entry({ round, ballast: 'x'.repeat(50_000) }, { tags: [`tag:${round % 5}`] }),
      );
      if (round % 3 === 0) await tier.deleteByTag(`tag:${round % 5}`);
      const record = await tier.read(key);
      if (record === undefined) continue;
      served++;
      expect(record.value).toMatchObject({ round });
      expect(round % 3).not.toBe(0);
    }

    expect(served).toBeGreaterThan(0);
  });

  test('a lifetime that was removed or lengthened by hand does not make a record immortal', async () => {
    const { tier } = await tiers.at(server.socket);
    await tier.write('rate', entry('old', { windows: windows({ ttl: 60_000 }) }));

    await server.command('PERSIST', 'sameflight:{rate}');

    expect(await tier.read('rate')).toBeUndefined();
  });

  test('a lease whose lifetime was removed gets one again', async () => {
    const { tier } = await tiers.at(server.socket);
    await leaseOn(tier, 'rate');
    await server.command('PERSIST', 'sameflight:{rate}:lease');

    await tier.claim('rate', options());

    expect(Number(await server.command('PTTL', 'sameflight:{rate}:lease'))).toBeGreaterThan(0);
  });
});
