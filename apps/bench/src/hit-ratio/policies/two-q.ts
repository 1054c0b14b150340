import type { Trace } from '../trace.js';
import { KeyList } from './key-list.js';
import type { Policy } from './policy.js';

/** As the paper advises: a quarter of the room for newcomers, and half as many names as there is room remembered. */
const IN_SHARE = 0.25;
const OUT_SHARE = 0.5;

const NOWHERE = 0;
const A1_IN = 1;
const AM = 2;
const A1_OUT = 3;

/**
 * A FIFO for newcomers, a memory of who left it, and an LRU for who came back.
 *
 * Johnson & Shasha, "2Q: A Low Overhead High Performance Buffer Management Replacement Algorithm", VLDB '94.
 */
export const twoQ: Policy = {
  name: '2Q',
  replay({ requests, keys }: Trace, capacity: number): number {
    const place = new Uint8Array(keys);
    const newcomers = new KeyList(keys);
    const remembered = new KeyList(keys);
    const main = new KeyList(keys);
    const inRoom = Math.max(Math.floor(capacity * IN_SHARE), 1);
    const outRoom = Math.max(Math.floor(capacity * OUT_SHARE), 1);
    let hits = 0;

    const makeRoom = (): void => {
      if (newcomers.size + main.size < capacity) return;
      if (newcomers.size <= inRoom && main.size > 0) {
        place[main.removeLast()] = NOWHERE;
        return;
      }
      const id = newcomers.removeLast();
      place[id] = A1_OUT;
      remembered.addFirst(id);
      if (remembered.size > outRoom) place[remembered.removeLast()] = NOWHERE;
    };

    for (const id of requests) {
      const where = place[id];
      if (where === A1_IN || where === AM) hits++;
      if (where === A1_IN) continue;
      if (where === AM) {
        main.remove(id);
        main.addFirst(id);
        continue;
      }
      if (where === A1_OUT) {
        remembered.remove(id);
        place[id] = NOWHERE;
      }
      makeRoom();
      place[id] = where === A1_OUT ? AM : A1_IN;
      (where === A1_OUT ? main : newcomers).addFirst(id);
    }
    return hits;
  },
};
