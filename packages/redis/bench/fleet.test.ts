import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Fleet, type Upstream } from '../test/support/fleet.js';
import { describeWithRedis, RedisServer } from '../test/support/redis-server.js';
import { quantile } from '../test/support/timing.js';

const rounds = Number(process.env.ROUNDS ?? 1_000);
const sizes = (process.env.PROCESSES ?? '4,16').split(',').map(Number);
const LATENCY = 50;

// Times are shown, and judged by nobody: processes that share their cores wait for each other more than for Redis.
describeWithRedis('a fleet on a cold key, again and again', () => {
  let server: RedisServer;
  let fleet: Fleet;

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterEach(() => fleet.stop());
  afterAll(() => server.stop());

  test.each(sizes)(
    `%i processes of 1000 callers make one call, in each of ${rounds} rounds`,
    async (size) => {
      const calls: string[] = [];
      const upstream: Upstream = async (key) => {
        const count = calls.push(key);
        await Promise.all([fleet.allAsked, new Promise((resolve) => setTimeout(resolve, LATENCY))]);
        return count;
      };
      fleet = await Fleet.start(size, { socket: server.socket, timeout: 30_000 }, upstream);
      const overhead: number[] = [];

      for (let round = 1; round <= rounds; round++) {
        const all = await fleet.getAll(`cold:${round}`, 1_000);

        expect(calls).toHaveLength(round);
        expect(all.map(({ values }) => values)).toEqual(Array(size).fill([round]));
        overhead.push(...all.map(({ taken }) => taken - LATENCY));
        if (round % 100 === 0)
          console.log(`${size} processes: ${round} rounds, ${calls.length} calls`);
      }

      overhead.sort((one, other) => one - other);
      const [median, late] = [0.5, 0.99].map((share) => quantile(overhead, share).toFixed(0));
      console.log(
        `${size} processes: ${calls.length} calls in ${rounds} rounds; over the upstream's ${LATENCY} ms, ${median} ms at the median and ${late} ms at p99`,
      );
    },
    24 * 3_600_000,
  );
});
