import { checksOf } from '../checks/checks-of.js';
import type { RunPart } from '../part.js';
import { choose } from '../speed/choose.js';
import { runSuites } from '../speed/run-suites.js';
import { redis } from '../speed/suites/redis.js';
import { type FleetResult, runFleet } from './fleet.js';
import { hasRedis, RedisServer, SOCKET_VARIABLE } from './redis-server.js';
import { redisReport } from './report.js';

const CHECKS = new URL('checks-process.js', import.meta.url);

export const run: RunPart = async (plan, { tell, madeBy }) => {
  if (!hasRedis()) {
    tell('redis is left out: there is no redis-server here (apt-get install redis-server)');
    return undefined;
  }
  const server = await RedisServer.start();
  process.env[SOCKET_VARIABLE] = server.socket;
  try {
    const everyone = (await redis.contestants()).map(({ name }) => name);
    const fleets: FleetResult[] = [];
    for (const name of choose(everyone, plan.contestants)) {
      // It coalesces nothing.
      if (name === redis.limit.name) continue;
      tell(`redis: a fleet of ${name}`);
      fleets.push(await runFleet(name, plan.full ? 100 : 9));
    }
    const caches = everyone.filter((name) => name !== redis.limit.name);
    const behaviour = await checksOf(CHECKS, caches, tell);
    return redisReport(await runSuites([redis], plan, tell), fleets, behaviour, madeBy);
  } finally {
    server.stop();
  }
};
