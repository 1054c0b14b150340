import type { Trace } from '../trace.js';
import { KeyList } from './key-list.js';
import type { Policy } from './policy.js';

/**
 * A FIFO queue and a hand that walks it from old to new: it passes by whoever was hit since it last came, and takes the first who was not.
 *
 * Zhang et al., "SIEVE is Simpler than LRU", NSDI '24.
 */
export const sieve: Policy = {
  name: 'SIEVE',
  replay({ requests, keys }: Trace, capacity: number): number {
    const held = new Uint8Array(keys);
    const visited = new Uint8Array(keys);
    const queue = new KeyList(keys);
    let hand: number | undefined;
    let hits = 0;

    const evict = (): void => {
      let id = hand ?? queue.last;
      while (visited[id] === 1) {
        visited[id] = 0;
        id = queue.newer(id) ?? queue.last;
      }
      hand = queue.newer(id);
      queue.remove(id);
      held[id] = 0;
    };

    for (const id of requests) {
      if (held[id] === 1) {
        hits++;
        visited[id] = 1;
        continue;
      }
      if (queue.size === capacity) evict();
      held[id] = 1;
      visited[id] = 0;
      queue.addFirst(id);
    }
    return hits;
  },
};
