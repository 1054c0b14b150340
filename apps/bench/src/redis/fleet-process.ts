import { setTimeout } from 'node:timers/promises';
import { sharedCaches } from '../contestants/redis/index.js';
import { type FleetAnswer, type FleetOrder, LATENCY } from './fleet.js';
import { PATIENCE, SOCKET_VARIABLE } from './redis-server.js';

// One process of a fleet: asks for a key as often as it is told, all at once, from an upstream that takes its time.
let calls = 0;
const load = async (key: string): Promise<unknown> => {
  calls++;
  await setTimeout(LATENCY);
  return { id: key };
};
const cache = sharedCaches.find(({ name }) => name === process.argv[2]);
const socket = process.env[SOCKET_VARIABLE] as string;
const get = await cache?.open({ socket, maxEntries: 1_000, patience: PATIENCE, load });

process.on('message', ({ key, callers }: FleetOrder) => {
  calls = 0;
  const startedAt = performance.now();
  const answers = Array.from({ length: callers }, () => get?.(key));
  void Promise.all(answers).then(() => {
    const answer: FleetAnswer = { calls, taken: performance.now() - startedAt };
    process.send?.(answer);
  });
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
