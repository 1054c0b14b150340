import { createServer } from 'node:net';
import { CacheManager } from '@sameflight/core';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RedisClient } from '../src/index.js';
import { both, ioredis, nodeRedis } from './support/clients.js';
import { hangs } from './support/hangs.js';
import { describeWithRedis, RedisServer } from './support/redis-server.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { entry, hasty, leaseOn, options, Tiers } from './support/tiers.js';
import { eventually } from './support/timing.js';

describe('R-01: a server that cannot be reached from the start', () => {
  const tiers = new Tiers();
  afterEach(() => tiers.close());

  async function expectAnswers(client: RedisClient): Promise<void> {
    const { tier, ear } = tiers.make({ client });
    const cache = new CacheManager({ remote: tier });
    tier.listen(ear);

    // Without a bound the first would not end, and without the circuit these would take a minute.
    for (let key = 0; key < 1_000; key++) await cache.getOrFetch(`key:${key}`, () => 'fetched');

    expect(await cache.getOrFetch('rate', () => 'fetched')).toBe('fetched');
    expect(await cache.getOrFetch('rate', () => 'again')).toBe('fetched');
    await ear.hears('failed connection');
    await expect(cache.delete('rate')).rejects.toThrow('out of reach');
    expect(ear.heard.filter((heard) => heard === 'failed connection')).toHaveLength(1);
  }

  test.each([
    { case: 'no socket', client: () => nodeRedis('/nowhere/s') },
    { case: 'no socket, ioredis', client: () => ioredis('/nowhere/s') },
    { case: 'no such host', client: () => createClient({ url: 'redis://nowhere.invalid' }) },
    {
      case: 'no such host, ioredis',
      client: () => new Redis('redis://nowhere.invalid', { lazyConnect: true }),
    },
    { case: 'refused', client: () => nodeRedis(1) },
    { case: 'refused, ioredis', client: () => ioredis(1) },
  ])('$case: callers are answered from upstream, within the timeout', async ({ client }) => {
    await expectAnswers(client());
  });

  test('a server that speaks no TLS, and one that hangs up, count as none', async () => {
    const rude = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const { port } = rude.address() as { port: number };

    await expectAnswers(createClient({ socket: { host: '127.0.0.1', port, tls: true } }));
    await expectAnswers(ioredis(port));

    rude.close();
  });

  test.each([
    { option: 'timeout', value: 0 },
    { option: 'timeout', value: Number.NaN },
    { option: 'leaseTime', value: 99 },
    { option: 'maxHold', value: 4_999 },
    { option: 'prefix', value: 'a{b}' },
    { option: 'prefix', value: '' },
    { option: 'compressAbove', value: -1 },
    { option: 'maxRecordBytes', value: 0 },
  ])('$option: $value is refused when the tier is made', ({ option, value }) => {
    const make = () => tiers.make({ client: nodeRedis('/nowhere/s'), [option]: value });
    expect(make).toThrow(RangeError);
    expect(make).toThrow(`\`${option}\` must be`);
  });

  test.each([undefined, null, 'redis://127.0.0.1', 42, {}, { client: {} }, { duplicate() {} }])(
    '%j is refused: it is no client',
    (client) => {
      expect(() => tiers.make({ client: client as never })).toThrow(TypeError);
      expect(() => tiers.make(client as never)).toThrow(/must be a client of redis or ioredis/);
    },
  );
});

describeWithRedis('R-01: a server that wants another password', () => {
  test.each(both)('callers are answered from upstream, over $name', async ({ make }) => {
    const server = await RedisServer.start('--requirepass', 'secret');
    const { tier, ear } = new Tiers().make({ client: make(server.socket) });
    const cache = new CacheManager({ remote: tier });
    tier.listen(ear);

    expect(await cache.getOrFetch('rate', () => 'fetched')).toBe('fetched');

    await ear.hears('failed connection');
    expect(String(ear.failures[0]?.error)).toMatch(/NOAUTH|WRONGPASS|AUTH/);
    await tier.close();
    await server.stop();
  });
});

describeWithRedis.each(both)('R-02, G12: a server that hangs, over $name', ({ make }) => {
  let server: RedisServer;
  let proxy: TcpProxy;
  const tiers = new Tiers();

  beforeEach(async () => {
    server = await RedisServer.start();
    proxy = await TcpProxy.start(server.socket);
  });
  afterEach(async () => {
    server.thaw();
    await tiers.close();
    await proxy.stop();
    await server.stop();
  });

  test.each(hangs)(
    '$fault: bounded at first, then not asked, then used again',
    async ({ begin, end }) => {
      const { tier } = await tiers.at(proxy.port, { client: make(proxy.port), timeout: 200 });
      const cache = new CacheManager({ remote: tier, maxEntries: 20_000 });
      let fetches = 0;
      const get = () => cache.getOrFetch(`key:${fetches}`, () => ++fetches);
      await cache.set('warm', 'here', 60_000);
      await get();
      const expectStored = () =>
        eventually(async () => expect((await tier.read('key:0'))?.value).toBe(1));
      await expectStored();

      begin(server, proxy);
      // At the price of a timeout each, these would take half an hour.
      for (let count = 0; count < 10_000; count++) await get();
      expect(fetches).toBe(10_001);
      expect(await cache.getOrFetch('warm', () => 'fetched')).toBe('here');
      await expect(tier.read('key:0')).rejects.toThrow('was not tried');
      end(server, proxy);

      await expectStored();
    },
  );

  test('callers of one key share one fetch meanwhile', async () => {
    const { tier } = await tiers.at(proxy.port, { client: make(proxy.port), ...hasty });
    const cache = new CacheManager({ remote: tier, ttl: 60_000 });
    let fetches = 0;

    server.freeze();
    const calls = Array.from({ length: 1_000 }, () => cache.getOrFetch('rate', () => ++fetches));

    expect(new Set(await Promise.all(calls))).toEqual(new Set([1]));
  });
});

describeWithRedis.each(both)('R-03: a connection that breaks, over $name', ({ make }) => {
  let server: RedisServer;
  let proxy: TcpProxy;
  const tiers = new Tiers();

  beforeAll(async () => {
    server = await RedisServer.start();
    proxy = await TcpProxy.start(server.socket);
  });
  afterEach(() => tiers.close());
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });

  test('a reply that is cut at any byte is a failure or the whole truth', async () => {
    const { tier: writer } = await tiers.at(server.socket);
    await writer.write('rate', entry({ euro: 1.1, at: new Date(0) }));
    await writer.claim('rate', options());
    let length = 1;

    for (let cutAt = 0; cutAt <= length; cutAt++) {
      const { tier, ear } = await tiers.at(proxy.port, { client: make(proxy.port) });
      proxy.onReply = (chunk, { client }) => {
        length = chunk.length;
        client.write(chunk.subarray(0, cutAt), () => client.resetAndDestroy());
        return undefined;
      };
      const read = tier.claim('rate', options());
      const outcome = await read.catch(() => 'failed');
      proxy.onReply = (chunk) => chunk;
      if (outcome !== 'failed') {
        expect(outcome).toMatchObject({
          kind: 'stored',
          record: { value: { euro: 1.1, at: new Date(0) } },
        });
      }
      expect(ear.heard).not.toContain('failed read');
      await tier.close();
    }
    expect(length).toBeGreaterThan(200);
  });

  test('a server that died and came back empty is used again, and nothing of before is believed', async () => {
    const { tier } = await tiers.at(server.socket, { client: make(server.socket) });
    const cache = new CacheManager({ remote: tier });
    await cache.set('kept', 'in memory', 60_000);
    const lease = await leaseOn(tier, 'orphan');

    await server.kill();
    const during = await cache.getOrFetch('other', () => 'fetched');
    await server.start();
    await eventually(() => tier.read('orphan'));

    expect(during).toBe('fetched');
    expect(await lease.write(entry('from before'))).toBe(false);
    expect((await tier.claim('orphan', options())).kind).toBe('granted');
  });

  test('commands under way when connections are reset are failures, and the next succeed', async () => {
    const { tier } = await tiers.at(proxy.port, { client: make(proxy.port), timeout: 1_000 });
    const reads = Array.from({ length: 50 }, (_, index) => tier.read(`key:${index}`));

    proxy.cut();

    const outcomes = await Promise.allSettled(reads);
    expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
    expect(await eventually(() => tier.read('key:0'))).toBeUndefined();
  });
});
