/** A process that fetches over Redis what the test asks for. */
import type { Told, Wanted } from './other-process.js';
import { fetchOverRedis } from './over-redis.js';

const { fetch } = await fetchOverRedis(process.argv[2] as string);

process.on('message', async ({ url, init }: Wanted) => {
  const response = await fetch(url, init);
  const body = Buffer.from(await response.arrayBuffer()).toString('base64');
  const headers = Object.fromEntries(response.headers);
  process.send?.({ status: response.status, headers, body } satisfies Told);
});
process.send?.('ready');
