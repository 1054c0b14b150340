import type { SharedCache } from '../contestants/redis/shared-cache.js';
import type { Clock, Workload } from '../speed/workload.js';
import { PATIENCE, SOCKET_VARIABLE } from './redis-server.js';

const KEYS = 1_000;
const OPERATIONS = 200;

interface Terms {
  readonly name: string;
  /** How large a value is: each record has some hundred bytes. */
  readonly records: number;
  /** Keys that are asked for at once. */
  readonly atOnce?: number;
  readonly clock?: Clock;
}

/** Hits in Redis of what is not in memory, as a memory of one entry is asked for a thousand keys in turn. */
export function sharedHits({
  name,
  records,
  atOnce = 1,
  clock = 'wall',
}: Terms): Workload<SharedCache> {
  return {
    name,
    clock,
    async open(contestant) {
      let loads = 0;
      const load = async (key: string): Promise<unknown> => {
        loads++;
        return { id: key, records: Array.from({ length: records }, (_, id) => record(id)) };
      };
      const socket = process.env[SOCKET_VARIABLE] as string;
      const get = await contestant.open({ socket, maxEntries: 1, patience: PATIENCE, load });
      const keys = Array.from(
        { length: KEYS },
        (_, id) => `${contestant.name}:${process.pid}:${id}`,
      );
      for (const key of keys) await get(key);
      await untilStored(keys, get, () => loads);
      let from = 0;
      return {
        operations: OPERATIONS,
        before() {
          loads = 0;
          from = (from + OPERATIONS) % KEYS;
        },
        async run() {
          for (let index = from; index < from + OPERATIONS; index += atOnce)
            await Promise.all(keys.slice(index, index + atOnce).map(get));
        },
        after() {
          if (loads > 0) throw new Error(`${contestant.name} went upstream ${loads} times`);
        },
      };
    },
  };
}

// Some store in the background.
async function untilStored(
  keys: readonly string[],
  get: (key: string) => Promise<unknown>,
  loads: () => number,
): Promise<void> {
  let before: number;
  do {
    before = loads();
    for (const key of keys) await get(key);
  } while (loads() > before);
}

function record(id: number): object {
  return {
    id,
    name: `customer ${id}`,
    balance: id * 1.5,
    notes: 'none to speak of, and some more',
  };
}
