import type { Trace } from '../trace.js';
import { KeyList } from './key-list.js';
import type { Policy } from './policy.js';

const NOWHERE = 0;
const T1 = 1;
const T2 = 2;
const B1 = 3;
const B2 = 4;

/**
 * Two LRU lists, for keys seen once and for keys seen more often, and a memory of who left each: what comes back from
 * one of them makes its list larger.
 *
 * Megiddo & Modha, "ARC: A Self-Tuning, Low Overhead Replacement Cache", FAST '03.
 */
export const arc: Policy = {
  name: 'ARC',
  replay({ requests, keys }: Trace, capacity: number): number {
    const place = new Uint8Array(keys);
    const [t1, t2, b1, b2] = [keys, keys, keys, keys].map((count) => new KeyList(count)) as [
      KeyList,
      KeyList,
      KeyList,
      KeyList,
    ];
    let target = 0;
    let hits = 0;

    const moveTo = (list: KeyList, name: number, id: number): void => {
      list.addFirst(id);
      place[id] = name;
    };
    const replace = (fromB2: boolean): void => {
      if (t1.size > 0 && (t1.size > target || (fromB2 && t1.size === target)))
        moveTo(b1, B1, t1.removeLast());
      else moveTo(b2, B2, t2.removeLast());
    };
    const admitNew = (id: number): void => {
      if (t1.size + b1.size === capacity) {
        if (t1.size < capacity) {
          place[b1.removeLast()] = NOWHERE;
          replace(false);
        } else place[t1.removeLast()] = NOWHERE;
      } else if (t1.size + t2.size + b1.size + b2.size >= capacity) {
        if (t1.size + t2.size + b1.size + b2.size === 2 * capacity)
          place[b2.removeLast()] = NOWHERE;
        replace(false);
      }
      moveTo(t1, T1, id);
    };

    for (const id of requests) {
      switch (place[id]) {
        case T1:
        case T2:
          hits++;
          (place[id] === T1 ? t1 : t2).remove(id);
          moveTo(t2, T2, id);
          break;
        case B1:
          target = Math.min(target + Math.max(b2.size / b1.size, 1), capacity);
          replace(false);
          b1.remove(id);
          moveTo(t2, T2, id);
          break;
        case B2:
          target = Math.max(target - Math.max(b1.size / b2.size, 1), 0);
          replace(true);
          b2.remove(id);
          moveTo(t2, T2, id);
          break;
        default:
          admitNew(id);
      }
    }
    return hits;
  },
};
