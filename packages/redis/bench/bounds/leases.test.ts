import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RedisTier } from '../../src/index.js';
import { Fleet, type FleetProcess } from '../../test/support/fleet.js';
import { describeWithRedis, RedisServer } from '../../test/support/redis-server.js';
import { TcpProxy } from '../../test/support/tcp-proxy.js';
import { hasty, options, Tiers } from '../../test/support/tiers.js';
import { eventually, timed } from '../../test/support/timing.js';
import { expectAtMost, show } from './bound.js';

const ROUNDS = 100;
/** What is late for lack of processors is no fault of Redis. */
const timeout = 1_000;

let server: RedisServer;
let fleet: Fleet | undefined;
const tiers = new Tiers();

beforeEach(async () => {
  server = await RedisServer.start();
});
afterEach(async () => {
  server.thaw();
  await fleet?.stop();
  fleet = undefined;
  await tiers.close();
  await server.stop();
});

describeWithRedis('R-06, G14: a holder that is killed', () => {
  const LEASE = 500;
  const FETCH = 20;

  test('is replaced soon after its lease, by one', async () => {
    const fetching: FleetProcess[] = [];
    fleet = await Fleet.start(
      4,
      { socket: server.socket, timeout, leaseTime: LEASE },
      async (_, from) => {
        if (fetching.push(from) === 1) return new Promise(() => undefined);
        await pause(FETCH);
        return 'fetched';
      },
    );
    const waited: number[] = [];

    for (let round = 0; round < ROUNDS; round++) {
      fetching.length = 0;
      const gets = new Map(fleet.processes.map((one) => [one, one.get(`cold:${round}`, 100)]));
      await eventually(async () => expect(fetching).toHaveLength(1));
      // At any time of the lease, renewed or not.
      await pause(Math.random() * LEASE);
      const [victim] = fetching as [FleetProcess];
      gets.delete(victim);

      const killed = fleet.lose(victim);
      const served = await Promise.all([...gets.values()].map((got) => timed(() => got)));
      await killed;

      waited.push(...served);
      expect(fetching.length).toBeLessThanOrEqual(2);
      await fleet.add();
    }

    expectAtMost(LEASE + 100 + FETCH, `a lease of ${LEASE} ms, and a fetch of ${FETCH} ms`, waited);
  });
});

describeWithRedis('R-07, G14: a lease that is granted too late for who claimed it', () => {
  let proxy: TcpProxy;
  /** Longer than the timeout, and than once more, which a process that was busy itself is given. */
  const DELAY = 300;
  const endless = { leaseTime: 3_600_000, maxHold: 3_600_000 };

  beforeEach(async () => {
    proxy = await TcpProxy.start(server.socket);
  });
  afterEach(() => proxy.stop());

  test.each([
    {
      fault: 'the answer is late',
      begin: () => {
        proxy.delay = DELAY;
      },
      isInDoubt: async (key: string) => {
        const lease = `sameflight:{${key}}:lease`;
        await eventually(async () => expect(await server.command('EXISTS', lease)).toBe(1));
      },
      end: async () => {
        // Once the last answer has come, or a later one would overtake it.
        await pause(DELAY);
        proxy.delay = 0;
      },
    },
    {
      fault: 'the server is frozen',
      begin: () => server.freeze(),
      isInDoubt: (_key: string, claim: Promise<unknown>) => claim,
      end: () => server.thaw(),
    },
  ])('$fault: is free for another at his first retry', async ({ fault, begin, isInDoubt, end }) => {
    const { tier: late } = await tiers.at(proxy.port, { ...hasty, ...endless });
    const { tier: other } = await tiers.at(server.socket, endless);
    const retries: number[] = [];
    const waited: number[] = [];

    for (let round = 0; round < ROUNDS; round++) {
      const key = `key:${round}`;
      begin();
      const claim = late.claim(key, options({ refresh: true })).catch(() => 'failed');
      await isInDoubt(key, claim);
      const taken = timed(async () => retries.push(await take(other, key)));
      expect(await claim).toBe('failed');
      await end();
      waited.push(await taken);
      await eventually(() => late.read('another'));
    }

    const retried = retries.filter((count) => count > 0).length;
    console.log(
      `${fault}: ${retried} of ${ROUNDS} had to try again, ${Math.max(...retries)} times`,
    );
    expect(Math.max(...retries)).toBeLessThanOrEqual(1);
    show(`${fault}, until another has the lease`, waited);
  });
});

/** Claims a key until it has the lease. Gives how often it had to try again. */
async function take(tier: RedisTier, key: string): Promise<number> {
  for (let retries = 0; ; retries++) {
    const claim = await tier.claim(key, options());
    if (claim.kind === 'granted') return retries;
    if (claim.kind === 'busy') await claim.settled;
  }
}
