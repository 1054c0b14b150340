import type { Trace } from '../trace.js';
import { KeyList } from './key-list.js';
import type { Policy } from './policy.js';

const SMALL_SHARE = 0.1;
const MOST_HITS = 3;

const NOWHERE = 0;
const SMALL = 1;
const MAIN = 2;
const GHOST = 3;

/**
 * A small queue for newcomers, a main queue for who was hit there more than once or came back, and a memory of who left.
 *
 * Yang et al., "FIFO queues are all you need for cache eviction", SOSP '23.
 */
export const s3Fifo: Policy = {
  name: 'S3-FIFO',
  replay({ requests, keys }: Trace, capacity: number): number {
    const place = new Uint8Array(keys);
    const freq = new Uint8Array(keys);
    const small = new KeyList(keys);
    const main = new KeyList(keys);
    const ghosts = new KeyList(keys);
    const smallRoom = Math.max(Math.round(capacity * SMALL_SHARE), 1);
    const mainRoom = capacity - smallRoom;
    let hits = 0;

    const remember = (id: number): void => {
      if (ghosts.size >= Math.max(mainRoom, 1)) place[ghosts.removeLast()] = NOWHERE;
      ghosts.addFirst(id);
      place[id] = GHOST;
    };
    const evictMain = (): void => {
      for (;;) {
        const id = main.removeLast();
        const count = freq[id] as number;
        if (count === 0) {
          place[id] = NOWHERE;
          return;
        }
        freq[id] = count - 1;
        main.addFirst(id);
      }
    };
    const evictSmall = (): void => {
      while (small.size > 0) {
        const id = small.removeLast();
        if ((freq[id] as number) <= 1) return remember(id);
        freq[id] = 0;
        place[id] = MAIN;
        main.addFirst(id);
        if (main.size > mainRoom) return evictMain();
      }
      evictMain();
    };

    for (const id of requests) {
      const where = place[id] as number;
      if (where === SMALL || where === MAIN) {
        hits++;
        freq[id] = Math.min((freq[id] as number) + 1, MOST_HITS);
        continue;
      }
      if (where === GHOST) {
        ghosts.remove(id);
        place[id] = NOWHERE;
      }
      if (small.size + main.size >= capacity)
        if (small.size >= smallRoom || main.size === 0) evictSmall();
        else evictMain();
      freq[id] = 0;
      place[id] = where === GHOST ? MAIN : SMALL;
      (where === GHOST ? main : small).addFirst(id);
    }
    return hits;
  },
};
