import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Fleet, type FleetProcess, type Upstream } from './support/fleet.js';
import { describeWithRedis, RedisServer } from './support/redis-server.js';
import { storm } from './support/storm.js';
import { eventually } from './support/timing.js';

/** `SAMEFLIGHT_LONG=1` for the long run. */
const isLong = process.env.SAMEFLIGHT_LONG === '1';

// A dozen processes share a few cores with Redis here: what is late for lack of processors is no fault of Redis.
const patient = { timeout: 30_000, leaseTime: 60_000 };

describeWithRedis('without faults', () => {
  let server: RedisServer;
  let fleet: Fleet;
  let upstream: Upstream;

  beforeAll(async () => {
    server = await RedisServer.start();
    fleet = await Fleet.start(16, { socket: server.socket, ...patient }, (key, from) =>
      upstream(key, from),
    );
  });
  afterAll(async () => {
    await fleet.stop();
    await server.stop();
  });

  test.each([4, 16])(
    'R-05, G13: %i processes of 1000 callers make one call for a cold key, in each of 50 rounds',
    async (size) => {
      const calls: string[] = [];
      upstream = async (key) => {
        const count = calls.push(key);
        await fleet.allAsked;
        return count;
      };

      for (let round = 1; round <= 50; round++) {
        const all = await fleet.getAll(`cold:${size}:${round}`, 1_000, size);

        expect(calls).toHaveLength(round);
        expect(all.map(({ values }) => values)).toEqual(Array(size).fill([round]));
      }
    },
  );

  test('P16, P25: in a storm of invalidations nobody gets what he knows to be invalidated, Redis serves none of it, and nobody goes back in time', async () => {
    const weather = storm(fleet.processes.slice(0, 4));
    upstream = weather.upstream;

    const { violations, reads } = await weather.rage(isLong ? 5_000 : 40);

    expect(violations).toEqual([]);
    expect(reads).toBeGreaterThan(1_000);
  });
});

describeWithRedis('with faults', () => {
  let server: RedisServer;
  let fleet: Fleet | undefined;
  let calls: string[] = [];
  const upstream: Upstream = async (key) => {
    const count = calls.push(key);
    await fleet?.allAsked;
    return count;
  };

  beforeEach(async () => {
    calls = [];
    server = await RedisServer.start();
  });
  afterEach(async () => {
    server.thaw();
    await fleet?.stop();
    await server.stop();
  });

  test('R-06, G14: a holder that is killed while it fetches costs one more call, and all others are answered', async () => {
    let victim: FleetProcess | undefined;
    const settings = { socket: server.socket, ...patient, leaseTime: 1_000 };
    fleet = await Fleet.start(4, settings, (key, from) => {
      if (victim !== undefined) return upstream(key, from);
      victim = from;
      calls.push(key);
      return new Promise(() => undefined);
    });

    for (let round = 0; round < (isLong ? 100 : 2); round++) {
      victim = undefined;
      calls = [];
      const key = `cold:${round}`;
      const gets = new Map(fleet.processes.map((one) => [one, one.get(key, 100)]));
      const lost = await eventually(async () => victim ?? Promise.reject(new Error('not yet')));

      await fleet.lose(lost);
      gets.delete(lost);
      const survivors = await Promise.all(gets.values());

      expect(calls).toEqual([key, key]);
      expect(survivors.map(({ values }) => values)).toEqual([[2], [2], [2]]);
      await fleet.add();
    }
  });

  test.each([
    { fault: 'stopped', begin: 'SIGSTOP' },
    { fault: 'blocked', begin: undefined },
  ] as const)(
    'R-06, R-08: a holder that is $fault for longer than its lease: one other fetches, and the late value is kept out',
    async ({ begin }) => {
      const held = new Map<number, (value: unknown) => void>();
      const settings = { socket: server.socket, ...patient, leaseTime: 200 };
      fleet = await Fleet.start(2, settings, (key) => {
        const count = calls.push(key);
        // The first fetch is answered by hand, the others at once.
        return count > 1
          ? Promise.resolve(count)
          : new Promise((resolve) => held.set(count, resolve));
      });
      const [zombie, other] = fleet.processes as [FleetProcess, FleetProcess];
      const first = zombie.get('rate');
      await eventually(async () => expect(calls).toHaveLength(1));

      const blocking =
        begin === undefined ? zombie.order({ kind: 'block', time: 1_000 }) : undefined;
      if (begin !== undefined) zombie.child.kill(begin);
      expect((await other.get('rate')).values).toEqual([2]);
      zombie.child.kill('SIGCONT');
      await blocking;
      held.get(1)?.('late');

      expect((await first).values).toEqual(['late']);
      expect(await other.order({ kind: 'read', key: 'rate' })).toBe(2);
      expect(calls).toHaveLength(2);
    },
  );

  test('P23: while Redis is stopped every process makes one call, and once it is back one is made for all', async () => {
    fleet = await Fleet.start(4, { socket: server.socket, timeout: 2_000 }, upstream);
    await fleet.getAll('warm-up', 1_000);
    calls = [];

    server.freeze();
    const during = await fleet.getAll('frozen', 1_000);
    server.thaw();
    expect(calls).toHaveLength(4);
    for (const { values } of during) expect(values).toHaveLength(1);

    const { processes } = fleet;
    const readsAgain = (one: FleetProcess) => one.order({ kind: 'read', key: 'any' });
    await eventually(() => Promise.all(processes.map(readsAgain)));
    calls = [];
    await fleet.getAll('thawed', 1_000);
    expect(calls).toHaveLength(1);
  });

  test('R-15: a process that is told to end gives its lease back, and ends by itself', async () => {
    const endless = { leaseTime: 3_600_000, maxHold: 3_600_000 };
    fleet = await Fleet.start(2, { socket: server.socket, ...patient, ...endless }, (key) => {
      calls.push(key);
      return calls.length > 1 ? Promise.resolve('second') : new Promise(() => undefined);
    });
    const [leaving, other] = fleet.processes as [FleetProcess, FleetProcess];
    leaving.get('rate').catch(() => undefined);
    await eventually(async () => expect(calls).toHaveLength(1));

    expect(await leaving.end('SIGTERM')).toBe(0);

    expect((await other.get('rate')).values).toEqual(['second']);
  });
});
