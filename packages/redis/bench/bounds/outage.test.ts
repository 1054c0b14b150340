import { setTimeout as pause } from 'node:timers/promises';
import { CacheManager } from '@sameflight/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { both } from '../../test/support/clients.js';
import { hangs } from '../../test/support/hangs.js';
import { describeWithRedis, RedisServer } from '../../test/support/redis-server.js';
import { TcpProxy } from '../../test/support/tcp-proxy.js';
import { hasty, Tiers } from '../../test/support/tiers.js';
import { eventually, timed } from '../../test/support/timing.js';
import { expectAtMost, show } from './bound.js';

const ROUNDS = 10;
const GETS = 1_000;
/** Failures after which Redis is left alone. */
const PATIENCE = 5;

describeWithRedis.each(both)('R-02, G12: an outage, over $name', ({ name, make }) => {
  let server: RedisServer;
  let proxy: TcpProxy;
  const tiers = new Tiers();

  beforeAll(async () => {
    server = await RedisServer.start();
    proxy = await TcpProxy.start(server.socket);
  });
  afterAll(async () => {
    await tiers.close();
    await proxy.stop();
    await server.stop();
  });

  test.each([...hangs, { fault: 'killed', begin: () => server.kill(), end: () => server.start() }])(
    '$fault: costs little at first, then next to nothing, and is soon over',
    async (outage) => {
      const { tier } = await tiers.at(proxy.port, { client: make(proxy.port), ...hasty });
      const cache = new CacheManager({ remote: tier });
      const first: [number, number][] = [];
      const [later, recovery]: [number[], number[]] = [[], []];
      let keys = 0;
      const get = () => timed(() => cache.getOrFetch(`key:${keys++}`, () => 'fetched'));
      // What runs for the first time has yet to be compiled.
      await get();

      for (let round = 0; round < ROUNDS; round++) {
        await outage.begin(server, proxy);
        for (let count = 0; count < PATIENCE; count++)
          first.push(await Promise.all([get(), timed(() => pause(hasty.timeout))]));
        await expect(tier.read('any')).rejects.toThrow('was not tried');
        for (let count = PATIENCE; count < GETS; count++) {
          later.push(await get());
          // Long enough, all in all, to meet a probe or two.
          await pause(1);
        }
        await outage.end(server, proxy);
        recovery.push(await timed(() => eventually(() => tier.read('any'))));
      }

      const before = `${name}, ${outage.fault}, before the circuit opens`;
      show(
        before,
        first.map(([taken]) => taken),
      );
      // On a busy machine timers are late, the tier's as any other.
      const beyondTimer = first.map(([taken, timer]) => taken - timer);
      expectAtMost(10, `${before}, beyond a bare timer of ${hasty.timeout} ms`, beyondTimer);
      expectAtMost(2, `${name}, ${outage.fault}, while it is open`, later, 0.99);
      expectAtMost(2_000, `${name}, ${outage.fault}, until Redis is used again`, recovery);
      await tiers.close();
    },
  );
});
