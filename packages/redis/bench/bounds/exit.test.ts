import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../../test/support/bundle.js';
import { Fleet, type FleetProcess } from '../../test/support/fleet.js';
import { describeWithRedis, RedisServer } from '../../test/support/redis-server.js';
import { busyOn, Tiers } from '../../test/support/tiers.js';
import { eventually } from '../../test/support/timing.js';
import { expectAtMost } from './bound.js';

const ROUNDS = 30;

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(async () => {
  server.thaw();
  await server.stop();
});

describeWithRedis.each(['redis', 'ioredis'])('G18: a process over %s', (client) => {
  let program: string;
  beforeAll(async () => {
    program = await bundle('short-life');
  });

  /** How long a process lives on once it has said what it got. */
  async function afterlife(socket: string, mode: string): Promise<number> {
    const child = spawn(process.execPath, [program, client, socket, mode]);
    const gone = once(child, 'exit');
    await once(child.stdout, 'data');
    const doneAt = performance.now();
    expect(await gone).toEqual([0, null]);
    return performance.now() - doneAt;
  }

  test.each([
    { state: 'answers', mode: 'ready', socket: () => server.socket, begin: () => server.thaw() },
    { state: 'is absent', mode: 'at once', socket: () => '/nowhere/s', begin: () => undefined },
    { state: 'hangs', mode: 'at once', socket: () => server.socket, begin: () => server.freeze() },
  ])('ends soon after its last work, while Redis $state', async (given) => {
    const { state, mode, socket, begin } = given;
    const lived: number[] = [];

    begin();
    for (let round = 0; round < ROUNDS; round++) lived.push(await afterlife(socket(), mode));
    server.thaw();

    expectAtMost(100, `${client}, while Redis ${state}, from the last work to the end`, lived);
  });
});

describeWithRedis('R-15: a process that is told to end while it holds a lease', () => {
  test('gives it back, and ends, at once', async () => {
    // What is late for lack of processors is no fault of Redis.
    const endless = { timeout: 1_000, leaseTime: 3_600_000, maxHold: 3_600_000 };
    const tiers = new Tiers();
    const { tier } = await tiers.at(server.socket);
    let fetches = 0;
    const fleet = await Fleet.start(1, { socket: server.socket, ...endless }, () => {
      fetches++;
      return new Promise(() => undefined);
    });
    const [released, ended]: [number[], number[]] = [[], []];

    for (let round = 1; round <= ROUNDS; round++) {
      const [leaving] = fleet.processes as [FleetProcess];
      leaving.get(`rate:${round}`).catch(() => undefined);
      await eventually(async () => expect(fetches).toBe(round));
      const { settled } = await busyOn(tier, `rate:${round}`);

      const toldAt = performance.now();
      const gone = leaving.end('SIGTERM');
      await settled;
      released.push(performance.now() - toldAt);
      expect(await gone).toBe(0);
      ended.push(performance.now() - toldAt);
      fleet.processes.length = 0;
      await fleet.add();
    }

    expectAtMost(200, 'from SIGTERM until the lease is free', released);
    expectAtMost(300, 'from SIGTERM until the process has ended', ended);
    await fleet.stop();
    await tiers.close();
  });
});
