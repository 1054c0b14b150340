import { createClient } from 'redis';
import { type Verdict, verdict } from '../../behaviour/fault.js';
import type { Check } from '../../checks/check.js';
import { within } from '../../checks/within.js';
import type { GetShared, SharedCache } from '../../contestants/redis/shared-cache.js';
import { RedisServer } from '../redis-server.js';

/** Milliseconds within which a caller has his value from upstream, whatever ails Redis. */
const IN_TIME = 2_000;

interface Scene {
  readonly server: RedisServer;
  /** Opens a cache of the contestant over that server, as a process of a fleet does. */
  open(load?: () => unknown): Promise<GetShared>;
}

function during(check: (scene: Scene) => Promise<Verdict>): Check<SharedCache>['check'] {
  return async (contestant) => {
    const server = await RedisServer.start();
    const open: Scene['open'] = async (load = () => 'upstream') => {
      const value = async (key: string): Promise<unknown> => ({ id: key, value: load() });
      return contestant.open({ socket: server.socket, maxEntries: 100, load: value });
    };
    try {
      return await check({ server, open });
    } finally {
      server.stop();
    }
  };
}

function answered(get: GetShared, key: string): Promise<Verdict> {
  return within(IN_TIME, get(key)).then(
    () => verdict(true),
    (error: Error) => verdict(false, error.message),
  );
}

/** In the order of the report. */
export const redisChecks: readonly Check<SharedCache>[] = [
  {
    promise: 'answers from upstream while Redis is down from the start',
    check: during(async ({ server, open }) => {
      server.kill();
      const opened = open();
      return within(IN_TIME, opened).then(
        (get) => answered(get, 'new'),
        (error: Error) => verdict(false, `cannot be made: ${error.message}`),
      );
    }),
  },
  {
    promise: 'answers from upstream when Redis is lost',
    check: during(async ({ server, open }) => {
      const get = await open();
      await get('old');
      server.kill();
      return answered(get, 'new');
    }),
  },
  {
    promise: 'answers from upstream while Redis is frozen',
    check: during(async ({ server, open }) => {
      const get = await open();
      await get('old');
      server.freeze();
      return answered(get, 'new');
    }),
  },
  {
    promise: 'answers from memory while Redis is frozen',
    check: during(async ({ server, open }) => {
      const get = await open();
      await get('old');
      await get('old');
      server.freeze();
      return answered(get, 'old');
    }),
  },
  {
    promise: 'answers a hundred callers with other keys while Redis is frozen',
    check: during(async ({ server, open }) => {
      const get = await open();
      await get('old');
      server.freeze();
      const all = Array.from({ length: 100 }, (_, id) => answered(get, `new:${id}`));
      const served = (await Promise.all(all)).filter(({ kind }) => kind === 'sound').length;
      return verdict(served === 100, `${served} of 100 are answered`);
    }),
  },
  {
    promise: 'takes what cannot be read for a miss',
    check: during(async ({ server, open }) => {
      const first = await open();
      await first('key');
      await overwriteAll(server, '{"broken');
      const second = await open();
      return answered(second, 'key');
    }),
  },
  {
    promise: 'never takes the value of one key for another’s',
    check: during(async ({ server, open }) => {
      const first = await open();
      await first('alice');
      await first('bob');
      await swapAll(server);
      const second = await open();
      const { id } = (await within(IN_TIME, second('alice'))) as { id: string };
      return verdict(id === 'alice', 'Alice gets what is Bob’s');
    }),
  },
  {
    promise: 'answers when Redis has no memory left',
    check: during(async ({ server, open }) => {
      const get = await open();
      await get('old');
      await server.command('CONFIG', 'SET', 'maxmemory', '1');
      return answered(get, 'new');
    }),
  },
];

async function overwriteAll(server: RedisServer, text: string): Promise<void> {
  for (const key of await valuesOf(server)) await server.command('SET', key, text);
}

/** Puts what belongs to one of two under the key of the other. */
async function swapAll(server: RedisServer): Promise<void> {
  const keys = await valuesOf(server);
  const alice = keys.find((key) => key.includes('alice')) as string;
  const bob = keys.find((key) => key.includes('bob')) as string;
  await server.command('RENAME', alice, 'swap');
  await server.command('RENAME', bob, alice);
  await server.command('RENAME', 'swap', bob);
}

async function valuesOf(server: RedisServer): Promise<string[]> {
  const client = await createClient({ socket: { path: server.socket, tls: false } }).connect();
  try {
    return await client.keys('*');
  } finally {
    client.destroy();
  }
}
