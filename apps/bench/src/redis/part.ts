import type { CheckResults } from '../checks/check.js';
import { inOwnProcess } from '../in-own-process.js';
import type { RunPart } from '../part.js';
import { choose } from '../speed/choose.js';
import { runSuites } from '../speed/run-suites.js';
import { redis } from '../speed/suites/redis.js';
import { type FleetResult, runFleet } from './fleet.js';
import { hasRedis, RedisServer, SOCKET_VARIABLE } from './redis-server.js';
import { redisReport } from './report.js';

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
    const behaviour: Record<string, CheckResults> = {};
    for (const name of everyone.filter((one) => one !== redis.limit.name)) {
      tell(`redis: behaviour of ${name}`);
      const checks = new URL('checks-process.js', import.meta.url);
      behaviour[name] = await inOwnProcess<CheckResults>(checks, { args: [name] });
    }
    return redisReport(await runSuites([redis], plan, tell), fleets, behaviour, madeBy);
  } finally {
    server.stop();
  }
};
