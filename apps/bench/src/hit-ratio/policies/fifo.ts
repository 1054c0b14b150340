import type { Trace } from '../trace.js';
import type { Policy } from './policy.js';

/** Who came first goes first, hits or not. */
export const fifo: Policy = {
  name: 'FIFO',
  replay({ requests, keys }: Trace, capacity: number): number {
    const held = new Uint8Array(keys);
    const queue = new Uint32Array(capacity);
    let size = 0;
    let oldest = 0;
    let hits = 0;
    for (const id of requests) {
      if (held[id] === 1) {
        hits++;
        continue;
      }
      if (size < capacity) size++;
      else held[queue[oldest] as number] = 0;
      held[id] = 1;
      queue[oldest] = id;
      oldest = oldest + 1 === capacity ? 0 : oldest + 1;
    }
    return hits;
  },
};
