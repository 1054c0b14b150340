import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { UsageError } from '../options.js';

/** The Redis that a fleet shares. */
export interface SharedRedis {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The one at `url`, or one that is started for as long as the demo runs.
 *
 * @throws {UsageError} if it does not answer, or none can be started
 */
export async function findRedis(url: string | undefined): Promise<SharedRedis> {
  if (url === undefined) return startRedis();
  const problem = await problemWith(url);
  if (problem === undefined) return { url, close: async () => undefined };
  throw new UsageError(
    `REDIS_URL does not answer (${problem}). Start a Redis there, or unset REDIS_URL to go without.`,
    1,
  );
}

async function startRedis(): Promise<SharedRedis> {
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  // Detached: at Ctrl-C it outlives those who have yet to close. So it is ended when this process ends, however that comes.
  const server = spawn('redis-server', args, { stdio: 'ignore', detached: true });
  const end = () => server.kill();
  process.once('exit', end);
  const ended = new AbortController();
  for (const event of ['exit', 'error']) server.once(event, () => ended.abort());
  ended.signal.addEventListener('abort', () => process.off('exit', end));
  const url = `redis://127.0.0.1:${port}`;
  if (!(await answers(url, ended.signal)))
    throw new UsageError(
      'There is no redis-server here to share. Install one, or set REDIS_URL to one that runs.',
      1,
    );
  return {
    url,
    async close() {
      if (ended.signal.aborted) return;
      end();
      await once(ended.signal, 'abort');
    },
  };
}

/** Whether it answers before it has ended. */
async function answers(url: string, ended: AbortSignal): Promise<boolean> {
  while (!ended.aborted) {
    if ((await problemWith(url)) === undefined) return true;
    await sleep(50);
  }
  return false;
}

/** Why the server at `url` cannot be used; `undefined` if it can. */
async function problemWith(url: string): Promise<string | undefined> {
  const patience = AbortSignal.timeout(3000);
  const late = once(patience, 'abort').then(() => {
    throw new Error('no answer within 3 s');
  });
  try {
    const client = createClient({ url, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    try {
      await Promise.race([client.connect().then(() => client.ping()), late]);
    } finally {
      late.catch(() => undefined);
      client.destroy();
    }
    return undefined;
  } catch (error) {
    const { message, code } = error as { message?: string; code?: string };
    return message || code || 'no connection';
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
