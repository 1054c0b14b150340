import type { Trace } from '../trace.js';
import { KeyList } from './key-list.js';
import type { Policy } from './policy.js';

/** Least recently used goes first. */
export const lru: Policy = {
  name: 'LRU',
  replay({ requests, keys }: Trace, capacity: number): number {
    const held = new Uint8Array(keys);
    const list = new KeyList(keys);
    let hits = 0;
    for (const id of requests) {
      if (held[id] === 1) {
        hits++;
        list.remove(id);
      } else {
        if (list.size === capacity) held[list.removeLast()] = 0;
        held[id] = 1;
      }
      list.addFirst(id);
    }
    return hits;
  },
};
