import { Pool } from 'undici';
import type { Visit } from './visitors.js';

// A process of its own: asks for a hundred ids in turn, over as many connections as it is told, and tells how many requests failed.
const IDS = 100;
const pools = new Map<string, Pool>();

process.on('message', (visit: Visit) => {
  void visitAll(visit).then((failed) => process.send?.(failed));
});
process.on('disconnect', () => process.exit());

async function visitAll({ url, requests, connections }: Visit): Promise<number> {
  let pool = pools.get(url);
  if (pool === undefined) {
    pool = new Pool(url, { connections });
    pools.set(url, pool);
  }
  let next = 0;
  let failed = 0;
  const visitor = async (): Promise<void> => {
    while (next < requests) {
      const { statusCode, body } = await pool.request({
        method: 'GET',
        path: `/rates/${next++ % IDS}`,
      });
      await body.dump();
      if (statusCode !== 200) failed++;
    }
  };
  await Promise.all(Array.from({ length: connections }, visitor));
  return failed;
}
