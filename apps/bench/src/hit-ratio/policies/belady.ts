import type { Trace } from '../trace.js';
import type { Policy } from './policy.js';

/**
 * The optimum, which knows the future: whoever is asked for last of all goes, the newcomer included.
 *
 * Bélády, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5 (2), 1966.
 */
export const belady: Policy = {
  name: 'Bélády',
  replay(trace: Trace, capacity: number): number {
    const { requests, keys } = trace;
    const nextUses = nextUsesOf(trace);
    const held = new Uint8Array(keys);
    const farthest = new Farthest(2 * capacity + 1_024);
    let size = 0;
    let hits = 0;
    for (let now = 0; now < requests.length; now++) {
      const id = requests[now] as number;
      if (held[id] === 1) hits++;
      else {
        held[id] = 1;
        size++;
      }
      farthest.add(nextUses[now] as number, now);
      if (size <= capacity) continue;
      const use = farthest.take();
      held[use < requests.length ? (requests[use] as number) : use - requests.length] = 0;
      size--;
    }
    return hits;
  },
};

// When each request's key is asked for next; a moment of its own past the end where it is never.
function nextUsesOf({ requests, keys }: Trace): Uint32Array {
  const next = Uint32Array.from({ length: keys }, (_, id) => requests.length + id);
  const uses = new Uint32Array(requests.length);
  for (let now = requests.length - 1; now >= 0; now--) {
    const id = requests[now] as number;
    uses[now] = next[id] as number;
    next[id] = now;
  }
  return uses;
}

/** A heap of moments, the farthest on top. Those that have passed sink, and are swept out when it is full. */
class Farthest {
  readonly #heap: Uint32Array;
  #size = 0;

  constructor(room: number) {
    this.#heap = new Uint32Array(room);
  }

  add(moment: number, now: number): void {
    if (this.#size === this.#heap.length) this.#sweep(now);
    this.#rise(this.#size++, moment);
  }

  take(): number {
    const top = this.#heap[0] as number;
    const last = this.#heap[--this.#size] as number;
    this.#sink(last);
    return top;
  }

  #sweep(now: number): void {
    const kept = this.#heap.filter((moment) => moment > now);
    kept.sort().reverse();
    this.#heap.set(kept);
    this.#size = kept.length;
  }

  #rise(start: number, moment: number): void {
    const heap = this.#heap;
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      if ((heap[parent] as number) >= moment) break;
      heap[index] = heap[parent] as number;
      index = parent;
    }
    heap[index] = moment;
  }

  #sink(moment: number): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && (heap[child + 1] as number) > (heap[child] as number)) child++;
      if ((heap[child] as number) <= moment) break;
      heap[index] = heap[child] as number;
      index = child;
    }
    heap[index] = moment;
  }
}
