import { parse, stringify } from 'devalue';
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../test/support/free-port.js';
import { describeWithRedis, RedisServer } from '../test/support/redis-server.js';
import { entry, options, Tiers } from '../test/support/tiers.js';
import { quantile, timed } from '../test/support/timing.js';

const ROUNDS = 201;
const HITS = 100;

describeWithRedis('what a hit costs', () => {
  let server: RedisServer;
  let port: number;
  const tiers = new Tiers();

  beforeAll(async () => {
    port = await freePort();
    server = await RedisServer.start('--port', String(port), '--bind', '127.0.0.1');
  });
  afterAll(async () => {
    await tiers.close();
    await server.stop();
  });

  // The lease, the epochs and the checks add the same few microseconds to a hit of any size.
  test.each([
    { records: 1, most: 1.7 },
    { records: 50, most: 1.3 },
  ])(
    'of $records records is at most $most times a bare GET and parse',
    async ({ records, most }) => {
      const value = Array.from({ length: records }, (_, id) => ({
        id,
        name: `customer ${id}`,
        since: new Date(id * 1e9),
        balance: id * 1.5,
        notes: 'none to speak of, and some more',
      }));
      const { tier } = await tiers.at(port);
      const client = await createClient({ socket: { host: '127.0.0.1', port } }).connect();
      await client.set('bare', stringify(value));
      await tier.write('rate', entry(value));
      const bare = async () => parse((await client.get('bare')) as string);
      const hit = () => tier.claim('rate', options());
      const many = (work: () => Promise<unknown>) => async () => {
        for (let count = 0; count < HITS; count++) await work();
      };

      const ratios: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const bareTime = await timed(many(bare));
        ratios.push((await timed(many(hit))) / bareTime);
      }

      client.destroy();
      const ratio = quantile(
        ratios.slice(20).sort((one, other) => one - other),
        0.5,
      );
      console.log(
        `${records} records, ${stringify(value).length} bytes: ${ratio.toFixed(2)} times a bare GET`,
      );
      expect(ratio).toBeLessThan(most);
    },
  );
});
