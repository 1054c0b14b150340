import { CacheManager } from '@sameflight/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { both } from './support/clients.js';
import { describeWithRedis, RedisServer } from './support/redis-server.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { entry, Tiers, windows } from './support/tiers.js';
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

async function commands(): Promise<number> {
  const info = String(await server.command('INFO', 'commandstats'));
  return Number(/cmdstat_getrange:calls=(\d+)/.exec(info)?.[1] ?? 0);
}

describeWithRedis('memory, then Redis, then upstream', () => {
  test('Redis is asked once for a flight, and not at all for a hit', async () => {
    const { tier } = await tiers.at(server.socket);
    const cache = new CacheManager({ remote: tier, ttl: 60_000 });
    const get = () => cache.getOrFetch('rate', () => 1.1);

    await Promise.all(Array.from({ length: 1_000 }, get));
    const asked = await commands();
    await Promise.all(Array.from({ length: 1_000 }, get));

    expect(asked).toBe(1);
    expect(await commands()).toBe(1);
  });

  test('a hit in Redis fills memory for what is left of its life, and calls nobody', async () => {
    const { tier: one } = await tiers.at(server.socket);
    const { tier: other } = await tiers.at(server.socket);
    const cache = new CacheManager({ remote: other, ttl: 7_200_000 });
    await one.write('rate', entry(1.1, { windows: windows({ ttl: 3_600_000 }) }));
    await eventually(async () => expect((await one.read('rate'))?.age).toBeGreaterThan(20));

    const info = await cache.getOrFetchWithInfo('rate', () => Promise.reject(new Error('asked')));

    expect(info.value).toBe(1.1);
    expect(info.age).toBeGreaterThan(20);
    expect(info.ttl).toBeLessThan(3_600_000 - 20);
    expect(cache.peek('rate')).toBe(1.1);
  });

  test.each(both)('many keys are asked for in one round trip, over $name', async ({ make }) => {
    const proxy = await TcpProxy.start(server.socket);
    const { tier } = await tiers.at(proxy.port, { client: make(proxy.port), timeout: 30_000 });
    const before = await commands();
    const held: (() => void)[] = [];
    proxy.onReply = (chunk, { client }) => {
      held.push(() => client.write(chunk));
      return undefined;
    };

    const reads = Promise.all(Array.from({ length: 100 }, (_, index) => tier.read(`key:${index}`)));
    // No answer has come back, and all have been asked.
    await eventually(async () => expect(await commands()).toBe(before + 100));
    for (const release of held) release();
    proxy.onReply = (chunk) => chunk;

    expect(await reads).toEqual(Array(100).fill(undefined));
    await proxy.stop();
  });
});
