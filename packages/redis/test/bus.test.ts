import { CacheManager } from '@sameflight/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clients, nodeRedis } from './support/clients.js';
import { describeWithRedis, RedisServer } from './support/redis-server.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { busyOn, entry, hasty, leaseOn, options, Tiers } from './support/tiers.js';
import { eventually } from './support/timing.js';

let server: RedisServer;
const tiers = new Tiers();

beforeEach(async () => {
  server = await RedisServer.start();
});
afterEach(async () => {
  await tiers.close();
  await server.stop();
});

describeWithRedis('R-13, G15: a bus that loses messages', () => {
  test.each(clients)(
    'a process that was cut off verifies what it holds when it returns, over $name',
    async ({ make }) => {
      const { tier: writer } = await tiers.at(server.socket);
      const { tier } = await tiers.at(server.socket, { client: make(server.socket) });
      const cache = new CacheManager({ remote: tier });
      let lost = 0;
      cache.on('remote-failure', ({ operation }) => {
        if (operation === 'bus') lost++;
      });
      for (let key = 0; key < 100; key++) await cache.set(`key:${key}`, 'old', 60_000);

      await server.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
      for (let key = 0; key < 100; key++) await writer.delete(`key:${key}`);
      await eventually(async () => expect(cache.peek('key:99')).toBeUndefined());

      for (let key = 0; key < 100; key++) expect(await cache.get(`key:${key}`)).toBeUndefined();
      expect(lost).toBe(1);
      await cache.close();
    },
  );

  test('a subscription that is dead without saying so is found out by its heartbeat', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const proxy = await TcpProxy.start(server.socket);
    const { ear } = await tiers.at(proxy.port);
    const { tier: other } = await tiers.at(server.socket);
    let beats = 0;
    let isDeaf = false;
    proxy.onReply = (chunk) => {
      if (!chunk.includes('"beat"')) return chunk;
      beats++;
      return isDeaf ? undefined : chunk;
    };
    const beat = async () => {
      const before = beats;
      await vi.advanceTimersByTimeAsync(2_000);
      await eventually(async () => expect(beats).toBe(before + 1));
      // Messages come in order: with this one the beat has arrived, if at all.
      await other.delete(`mark:${beats}`);
      await ear.hears(`key mark:${beats}`);
    };

    await beat();
    await beat();
    expect(ear.heard).toEqual(['key mark:1', 'key mark:2']);
    isDeaf = true;
    await beat();
    isDeaf = false;
    await vi.advanceTimersByTimeAsync(2_000);

    await ear.hears('resumed');
    expect(ear.heard.slice(3)).toEqual(['failed bus', 'resumed']);
    vi.useRealTimers();
    await proxy.stop();
  });

  test('a subscriber that is too slow for the server is cut off, and verifies when it returns', async () => {
    await server.command('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 100kb 0 0');
    const { ear } = await tiers.at(server.socket);
    const flood = `for i = 1, 5000 do redis.call('PUBLISH', 'sameflight:bus', string.rep('x', 1000)) end`;

    await server.command('EVAL', flood, '0');

    await ear.hears('resumed');
  });

  test('messages that are none are counted and harm nobody', async () => {
    const { tier, ear } = await tiers.at(server.socket);
    const { ear: other } = await tiers.at(server.socket);
    const foreign = [
      'hello',
      '{}',
      'null',
      '{"version":1,"node":"x","kind":"key"}',
      '{"version":1,"node":"x","kind":"settled","record":"a","token":"b","next":"never"}',
      '{"version":2,"node":"x","kind":"clear","era":"a"}',
      '{"version":1,"node":7,"kind":"clear","era":"a"}',
      '{"version":1,"node":"x","kind":"__proto__","__proto__":{"polluted":1}}',
    ];

    for (const message of foreign) await server.command('PUBLISH', 'sameflight:bus', message);
    await server.command('PUBLISH', 'elsewhere:bus', '{"version":1,"node":"x","kind":"clear"}');
    await tier.delete('last');

    await other.hears('key last');
    await ear.hears('failed bus', foreign.length);
    expect(ear.heard).toHaveLength(foreign.length);
    expect({}).not.toHaveProperty('polluted');
  });

  test('messages that come twice, or in another order, are as good as one', async () => {
    const { tier } = await tiers.at(server.socket);
    const { tier: other } = await tiers.at(server.socket);
    const lease = await leaseOn(tier, 'rate');
    const { settled } = await busyOn(other, 'rate');
    const ended = {
      version: 1,
      node: 'x',
      kind: 'settled',
      record: 'sameflight:{rate}',
      token: 'of another lease',
      next: 'alone',
    };

    await server.command('PUBLISH', 'sameflight:bus', JSON.stringify(ended));
    await server.command('PUBLISH', 'sameflight:bus', JSON.stringify(ended));

    // Not "alone": that was not the lease that is waited for.
    expect(await settled).toBe('again');
    const again = await busyOn(other, 'rate');
    await lease.write(entry(1.1));
    expect(await again.settled).toBe('again');
  });

  test('who waits while no message can reach him looks again by himself, and soon', async () => {
    const proxy = await TcpProxy.start(server.socket);
    const { tier } = await tiers.at(server.socket);
    const { tier: deaf, ear } = await tiers.at(proxy.port);
    const lease = await leaseOn(tier, 'rate');
    const first = await busyOn(deaf, 'rate');
    const reconnecting = eventually(() => deaf.claim('rate', options()));

    await proxy.refuse();
    proxy.cut();
    await ear.hears('failed bus');
    expect(await first.settled).toBe('again');
    await lease.write(entry(1.1));
    await proxy.accept();

    await reconnecting;
    expect(await eventually(() => deaf.claim('rate', options()))).toMatchObject({ kind: 'stored' });
    await proxy.stop();
  });
});

describeWithRedis('R-09, G5: an invalidation while another process fetches', () => {
  test.each([{ rounds: process.env.SAMEFLIGHT_LONG === '1' ? 10_000 : 300 }])(
    'is never followed by the old value, in $rounds rounds',
    async ({ rounds }) => {
      const { tier: one } = await tiers.at(server.socket);
      const { tier: other } = await tiers.at(server.socket);
      const a = new CacheManager({ remote: one, ttl: 60_000 });
      const b = new CacheManager({ remote: other, ttl: 60_000 });
      let truth = 0;
      const fetcher = async () => {
        const value = truth;
        await new Promise((resolve) => setImmediate(resolve));
        return value;
      };
      const get = (cache: CacheManager) => cache.getOrFetch('rate', fetcher, { tags: ['rates'] });

      for (let round = 1; round <= rounds; round++) {
        const during = [get(a), get(a), get(b)];
        for (let turn = Math.random() * 6; turn > 1; turn--)
          await new Promise((resolve) => setImmediate(resolve));
        truth = round;
        const kind = round % 3;
        if (kind === 0) await b.delete('rate');
        else if (kind === 1) await b.deleteByTag('rates');
        else await b.clear();
        // B invalidated: neither it nor Redis may serve anything older, and A no longer once the bus has delivered.
        expect(await get(b)).toBe(round);
        expect((await one.read('rate'))?.value ?? round).toBe(round);
        await Promise.all(during);
        await eventually(async () => expect(await get(a)).toBe(round));
      }
      await Promise.all([a.close(), b.close()]);
    },
  );
});

describeWithRedis('P25: invalidations that Redis did not confirm', () => {
  test('are kept, and carried out before anything is served from Redis again', async () => {
    const proxy = await TcpProxy.start(server.socket);
    const { tier: cut } = await tiers.at(proxy.port, hasty);
    const { tier: other, ear } = await tiers.at(server.socket);
    await other.write('key', entry('old'));
    await other.write('tagged', entry('old', { tags: ['users'] }));
    await other.write('set', entry('old'));

    proxy.stall();
    await expect(cut.delete('key')).rejects.toThrow();
    await expect(cut.deleteByTag('users')).rejects.toThrow();
    await expect(cut.write('set', entry('new'))).rejects.toThrow();
    proxy.flow();

    for (const key of ['key', 'tagged', 'set']) {
      expect(await eventually(() => cut.read(key))).toBeUndefined();
      expect(await other.read(key)).toBeUndefined();
    }
    await ear.hears('tag users');
    await proxy.stop();
  });

  test('become one that voids everything when there are too many', async () => {
    const proxy = await TcpProxy.start(server.socket);
    const { tier: cut } = await tiers.at(proxy.port, hasty);
    const { tier: other, ear } = await tiers.at(server.socket);
    await other.write('key:1500', entry('old'));
    await other.write('bystander', entry('old'));

    proxy.stall();
    const deletes = Array.from({ length: 2_000 }, (_, index) => cut.delete(`key:${index}`));
    await Promise.allSettled(deletes);
    await proxy.refuse();
    proxy.cut();
    proxy.flow();
    await proxy.accept();

    await ear.hears('cleared');
    expect(await other.read('key:1500')).toBeUndefined();
    expect(await other.read('bystander')).toBeUndefined();
    await proxy.stop();
  });

  test('are carried out without anybody asking', async () => {
    const proxy = await TcpProxy.start(server.socket);
    const { tier: cut } = await tiers.at(proxy.port, hasty);
    const { tier: other, ear } = await tiers.at(server.socket);
    await other.write('key', entry('old'));

    proxy.stall();
    await expect(cut.delete('key')).rejects.toThrow();
    proxy.flow();

    await ear.hears('key key');
    expect(await other.read('key')).toBeUndefined();
    await proxy.stop();
  });
});

describeWithRedis('a tier that is not connected yet', () => {
  test('what was kept before the others could be heard is verified once they can', async () => {
    const proxy = await TcpProxy.start(server.socket);
    await proxy.refuse();
    const { tier } = tiers.make({ client: nodeRedis(proxy.port) });
    const cache = new CacheManager({ remote: tier, ttl: 60_000 });
    await cache.getOrFetch('rate', () => 'unheard');

    await proxy.accept();
    await tier.ready();

    await eventually(async () => expect(cache.peek('rate')).toBeUndefined());
    await proxy.stop();
  });

  test('so is what was kept while the connection was still being made', async () => {
    server.freeze();
    const { tier } = tiers.make({ client: nodeRedis(server.socket) });
    const cache = new CacheManager({ remote: tier, ttl: 60_000 });
    await cache.getOrFetch('rate', () => 'unheard');

    server.thaw();
    await tier.ready();

    expect(cache.peek('rate')).toBeUndefined();
  });

  test('nothing need be verified if the first callers found it connected in time', async () => {
    const { tier, ear } = tiers.make({ client: nodeRedis(server.socket), timeout: 1_000 });

    await tier.write('rate', entry(1.1));

    expect(ear.heard).toEqual([]);
  });
});
