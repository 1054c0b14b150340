import { CacheManager } from '@sameflight/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { both } from '../../test/support/clients.js';
import { describeWithRedis, RedisServer } from '../../test/support/redis-server.js';
import { Tiers } from '../../test/support/tiers.js';
import { eventually, timed } from '../../test/support/timing.js';
import { expectAtMost } from './bound.js';

const ROUNDS = 100;

describeWithRedis('G15: a bus that is cut while another process invalidates', () => {
  let server: RedisServer;
  const tiers = new Tiers();

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(async () => {
    await tiers.close();
    await server.stop();
  });

  test.each(both)(
    'leaves nothing stale, and is soon heard again, over $name',
    async ({ name, make }) => {
      const { tier: writer } = await tiers.at(server.socket);
      const { tier } = await tiers.at(server.socket, { client: make(server.socket) });
      const cache = new CacheManager({ remote: tier });
      const returned: number[] = [];
      let stale = 0;

      for (let round = 0; round < ROUNDS; round++) {
        await cache.set('rate', 'old', 60_000);
        await cache.set('other', 'untouched', 60_000);

        await server.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
        await writer.delete('rate');
        // What nobody invalidated goes, too: the bus is heard again, and nothing is believed unseen.
        const returns = () => eventually(async () => expect(cache.peek('other')).toBeUndefined());
        returned.push(await timed(returns));
        if ((await cache.get('rate')) !== undefined) stale++;
      }

      expect(stale).toBe(0);
      expectAtMost(1_000, `${name}, a bus that was cut, until it is heard again`, returned);
    },
  );
});
