import type { Trace } from '../trace.js';
import { FrequencySketch } from './frequency-sketch.js';
import { KeyList } from './key-list.js';
import type { Policy } from './policy.js';

const WINDOW_SHARE = 0.01;
const PROTECTED_SHARE = 0.8;

const NOWHERE = 0;
const WINDOW = 1;
const PROBATION = 2;
const PROTECTED = 3;

/**
 * A small LRU window for newcomers; who leaves it takes the place of the main part's victim only if it was seen more often.
 *
 * Einziger, Friedman & Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", ACM TOS '17.
 */
export const wTinyLfu: Policy = {
  name: 'W-TinyLFU',
  replay({ requests, keys }: Trace, capacity: number): number {
    const place = new Uint8Array(keys);
    const window = new KeyList(keys);
    const probation = new KeyList(keys);
    const guarded = new KeyList(keys);
    const sketch = new FrequencySketch(capacity);
    const windowRoom = Math.max(Math.round(capacity * WINDOW_SHARE), 1);
    const mainRoom = capacity - windowRoom;
    const guardedRoom = Math.floor(mainRoom * PROTECTED_SHARE);
    let hits = 0;

    const moveTo = (list: KeyList, name: number, id: number): void => {
      list.addFirst(id);
      place[id] = name;
    };
    const promote = (id: number): void => {
      probation.remove(id);
      moveTo(guarded, PROTECTED, id);
      if (guarded.size > guardedRoom) moveTo(probation, PROBATION, guarded.removeLast());
    };
    const leaveWindow = (): void => {
      const candidate = window.removeLast();
      if (probation.size + guarded.size < mainRoom) return moveTo(probation, PROBATION, candidate);
      place[candidate] = NOWHERE;
      if (mainRoom === 0) return;
      const main = probation.size > 0 ? probation : guarded;
      if (sketch.count(candidate) <= sketch.count(main.last)) return;
      place[main.removeLast()] = NOWHERE;
      moveTo(probation, PROBATION, candidate);
    };

    for (const id of requests) {
      sketch.add(id);
      const where = place[id];
      if (where !== NOWHERE) hits++;
      if (where === WINDOW) {
        window.remove(id);
        window.addFirst(id);
      } else if (where === PROBATION) promote(id);
      else if (where === PROTECTED) {
        guarded.remove(id);
        guarded.addFirst(id);
      } else {
        moveTo(window, WINDOW, id);
        if (window.size > windowRoom) leaveWindow();
      }
    }
    return hits;
  },
};
