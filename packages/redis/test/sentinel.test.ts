import { Redis } from 'ioredis';
import { createSentinel } from 'redis';
import { expect, test } from 'vitest';
import { WatchedPair } from './support/redis-sentinel.js';
import { describeWithRedis } from './support/redis-server.js';
import { entry, leaseOn, Tiers } from './support/tiers.js';
import { eventually } from './support/timing.js';

const clients = [
  {
    name: 'redis',
    make: (port: number) =>
      createSentinel({
        name: 'main',
        sentinelRootNodes: [{ host: '127.0.0.1', port }],
        scanInterval: 100,
      }),
  },
  {
    name: 'ioredis',
    make: (port: number) =>
      new Redis({ name: 'main', sentinels: [{ host: '127.0.0.1', port }], lazyConnect: true }),
  },
];

describeWithRedis('Sentinel', () => {
  test.each(clients)(
    'a failover is followed, and begins a new era, over $name',
    async ({ make }) => {
      const pair = await WatchedPair.start();
      const tiers = new Tiers();
      const { tier, ear } = tiers.make({ client: make(pair.sentinelPort), timeout: 500 });
      await tier.ready();
      await tier.write('rate', entry('old', { tags: ['rates'] }));
      await tier.write('kept', entry('from before'));
      await eventually(async () =>
        expect(await pair.replica.command('EXISTS', 'sameflight:{kept}')).toBe(1),
      );

      await pair.primary.kill();
      await eventually(async () => expect(await tier.read('kept')).toBeUndefined());
      const lease = await eventually(() => leaseOn(tier, 'rate'));

      expect(await lease.write(entry('new'))).toBe(true);
      expect((await tier.read('rate'))?.value).toBe('new');
      await ear.hears('resumed');
      await tiers.close();
      await pair.stop();
    },
  );
});
