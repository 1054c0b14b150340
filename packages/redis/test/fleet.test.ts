import { afterEach, beforeEach, expect, test } from 'vitest';
import { Fleet, type FleetProcess, type Upstream } from './support/fleet.js';
import { describeWithRedis, RedisServer } from './support/redis-server.js';
import { eventually, quantile, timed } from './support/timing.js';

let server: RedisServer;
let fleet: Fleet | undefined;
/** What was fetched, in order. */
let calls: string[] = [];

const LATENCY = 50;
/** What a busy machine may add. */
const SLACK = 300;
const after = (time: number) => new Promise((resolve) => setTimeout(resolve, time));
const upstream: Upstream = async (key) => {
  calls.push(key);
  const value = calls.length;
  await after(LATENCY);
  return value;
};

beforeEach(async () => {
  calls = [];
  server = await RedisServer.start();
});
afterEach(async () => {
  await fleet?.stop();
  server.thaw();
  await server.stop();
});

// A dozen processes share two cores with Redis here: what is late for lack of processors is no fault of Redis.
const patient = { timeout: 1_000 };

describeWithRedis('R-05, G13: a cold key', () => {
  test.each([
    { size: 4, rounds: 50 },
    { size: 16, rounds: 50 },
  ])(
    '$size processes of 1000 callers make one call, in each of $rounds rounds',
    async ({ size, rounds }) => {
      fleet = await Fleet.start(size, { socket: server.socket, ...patient }, upstream);
      await fleet.getAll('warm-up', 1_000);
      calls = [];
      const overhead: number[] = [];

      for (let round = 1; round <= rounds; round++) {
        const all = await fleet.getAll(`cold:${round}`, 1_000);
        expect(calls).toHaveLength(round);
        for (const { values, taken } of all) {
          expect(values).toEqual([round]);
          overhead.push(taken - LATENCY);
        }
      }

      overhead.sort((one, other) => one - other);
      // Of the machine as much as of the code: shown, and judged only where processes have a core each.
      console.log(
        `${size} processes: ${shown(overhead, 0.5)} overhead at the median, ${shown(overhead, 0.99)} at p99`,
      );
    },
    120_000,
  );
});

describeWithRedis('R-06, G14: a holder that is lost', () => {
  test('killed while it fetches: the others are answered within the lease and one more fetch', async () => {
    const leaseTime = 300;
    let victim: FleetProcess | undefined;
    fleet = await Fleet.start(4, { socket: server.socket, leaseTime, ...patient }, (key, from) => {
      victim ??= from;
      return upstream(key, from);
    });

    for (let round = 0; round < 5; round++) {
      victim = undefined;
      calls = [];
      const key = `cold:${round}`;
      const gets = new Map(fleet.processes.map((one) => [one, one.get(key, 100)]));
      const lost = await eventually(async () => victim ?? Promise.reject(new Error('not yet')));

      await fleet.lose(lost);
      gets.delete(lost);
      const survivors = Promise.all(gets.values());
      const taken = await timed(() => survivors);

      expect(calls).toEqual([key, key]);
      for (const { values } of await survivors) expect(values).toEqual([2]);
      expect(taken).toBeLessThan(leaseTime + 100 + LATENCY + SLACK);
      await fleet.add();
    }
  });

  test.each([
    { fault: 'stopped', begin: 'SIGSTOP' },
    { fault: 'blocked', begin: undefined },
  ] as const)(
    '$fault for longer than its lease: one other fetches, and the late value is kept out (R-08)',
    async ({ begin }) => {
      const held = new Map<number, (value: unknown) => void>();
      fleet = await Fleet.start(2, { socket: server.socket, leaseTime: 200, ...patient }, (key) => {
        calls.push(key);
        const value = calls.length;
        // The first fetch is answered by hand, the others at once.
        return value > 1
          ? Promise.resolve(value)
          : new Promise((resolve) => held.set(value, resolve));
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
});

describeWithRedis('P23: Redis out of reach', () => {
  test('every process makes one call, and one for all again once it is back', async () => {
    fleet = await Fleet.start(4, { socket: server.socket }, upstream);
    await fleet.getAll('warm-up', 1_000);
    calls = [];

    server.freeze();
    const during = await fleet.getAll('frozen', 1_000);
    server.thaw();
    expect(calls).toHaveLength(4);
    for (const { values } of during) expect(values).toHaveLength(1);

    await eventually(() =>
      Promise.all((fleet as Fleet).processes.map((one) => one.order({ kind: 'read', key: 'any' }))),
    );
    calls = [];
    await fleet.getAll('thawed', 1_000);
    expect(calls).toHaveLength(1);
  });
});

describeWithRedis('R-15: a process that is told to end', () => {
  test('gives its lease back, and ends by itself', async () => {
    fleet = await Fleet.start(2, { socket: server.socket, ...patient }, (key) => {
      calls.push(key);
      return calls.length > 1 ? Promise.resolve('second') : new Promise(() => undefined);
    });
    const [leaving, other] = fleet.processes as [FleetProcess, FleetProcess];
    leaving.get('rate').catch(() => undefined);
    await eventually(async () => expect(calls).toHaveLength(1));

    expect(await leaving.end('SIGTERM')).toBe(0);

    // The lease would have lasted for five seconds.
    expect(
      await timed(async () => expect((await other.get('rate')).values).toEqual(['second'])),
    ).toBeLessThan(2_000);
  });
});

describeWithRedis('P16, P25: a storm of invalidations', () => {
  test('no process gets what it invalidated, Redis serves nothing invalidated, and nobody goes back in time', async () => {
    const keys = ['a', 'b', 'c'];
    const truth = new Map(keys.map((key) => [key, 1]));
    const violations: string[] = [];
    fleet = await Fleet.start(4, { socket: server.socket, ...patient }, async (key) => {
      const value = truth.get(key);
      await after(Math.random() * 5);
      return value;
    });
    const end = performance.now() + 4_000;
    let reads = 0;

    async function invalidate(from: FleetProcess): Promise<void> {
      const key = pick(keys);
      const kind = pick(['delete', 'deleteByTag', 'clear'] as const);
      const concerned = kind === 'delete' ? [key] : keys;
      for (const one of concerned) truth.set(one, (truth.get(one) as number) + 1);
      const least = new Map(truth);
      if (kind === 'delete') await from.order({ kind, key });
      else if (kind === 'deleteByTag') await from.order({ kind, tag: 'all' });
      else await from.order({ kind });
      for (const one of concerned) {
        const [local, stored] = await Promise.all([
          from.get(one),
          pick(all).order({ kind: 'read', key: one }),
        ]);
        reads += 2;
        const wanted = least.get(one) as number;
        if ((local.values[0] as number) < wanted)
          violations.push(`${one}: got ${local.values[0]}, not ${wanted}, after ${kind}`);
        if (stored !== undefined && (stored as number) < wanted)
          violations.push(`${one}: Redis served ${stored}, not ${wanted}, after ${kind}`);
      }
    }

    async function look(from: FleetProcess): Promise<void> {
      const seen = new Map<string, number>();
      while (performance.now() < end) {
        const key = pick(keys);
        const [value] = (await from.get(key, 10)).values as [number];
        reads++;
        if (value < (seen.get(key) ?? 0))
          violations.push(`${key}: ${value} after ${seen.get(key)}`);
        seen.set(key, value);
      }
    }

    const all = fleet.processes;
    const storms = all.map(async (from) => {
      while (performance.now() < end) await invalidate(from);
    });
    await Promise.all([...storms, ...all.map(look)]);

    expect(violations).toEqual([]);
    expect(reads).toBeGreaterThan(200);
  });
});

function pick<Value>(values: readonly Value[]): Value {
  return values[Math.floor(Math.random() * values.length)] as Value;
}

function shown(sorted: readonly number[], share: number): string {
  return `${quantile(sorted, share).toFixed(0)} ms`;
}
