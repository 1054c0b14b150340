import type { Clock } from './clock.js';

/**
 * The longest nap of the timer. It bounds how long an idle timer lingers after the last deadline was met,
 * and keeps delays below the 2^31 ms at which platform timers fire at once.
 */
const LONGEST_NAP = 1_000;

/** Something that is to end by a certain time. */
export interface Deadline {
  /** When, on the cache's clock. Set by `Deadlines`. */
  deadlineAt: number;
  /** Its index in the heap, -1 while in none. Set by `Deadlines`. */
  deadlineIndex: number;
  /** Called once when the time has come, unless removed before. */
  passDeadline(): void;
}

/** Everything that is to end by a certain time, watched by one timer: a binary heap, earliest first. */
export class Deadlines {
  readonly #clock: Clock;
  readonly #heap: Deadline[] = [];
  #timer: unknown;
  #wakesAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What time it is, exactly. */
  now(): number {
    return this.#clock.now();
  }

  /** Calls `deadline` in `delay` ms from `now`, as told by this clock, however long that is; `Infinity` is never. */
  add(deadline: Deadline, now: number, delay: number): void {
    if (delay === Number.POSITIVE_INFINITY) return;
    deadline.deadlineAt = now + delay;
    this.#rise(deadline, this.#heap.length);
    // A wake-up that is long overdue was lost, as timers are when a worker's request ends. One that is merely late must
    // not be put off, or a rush of calls would put it off for ever.
    const isLost = now > this.#wakesAt + LONGEST_NAP;
    if (deadline.deadlineAt < this.#wakesAt || isLost) this.#sleep(now);
  }

  remove(deadline: Deadline): void {
    const index = deadline.deadlineIndex;
    if (index === -1) return;
    deadline.deadlineIndex = -1;
    const last = this.#heap.pop() as Deadline;
    if (last === deadline) return;
    this.#sink(last, index);
    this.#rise(last, last.deadlineIndex);
  }

  /** Forgets every deadline and the timer. */
  close(): void {
    for (const deadline of this.#heap) deadline.deadlineIndex = -1;
    this.#heap.length = 0;
    this.#clock.clearTimeout(this.#timer);
    this.#wakesAt = Number.POSITIVE_INFINITY;
  }

  #sleep(now: number): void {
    const first = this.#heap[0] as Deadline;
    const nap = Math.min(Math.max(first.deadlineAt - now, 0), LONGEST_NAP);
    if (this.#wakesAt !== Number.POSITIVE_INFINITY) this.#clock.clearTimeout(this.#timer);
    this.#wakesAt = now + nap;
    this.#timer = this.#clock.setTimeout(() => this.#wake(), Math.ceil(nap));
  }

  #wake(): void {
    this.#wakesAt = Number.POSITIVE_INFINITY;
    const now = this.#clock.now();
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.deadlineAt > now) return this.#sleep(now);
      this.remove(first);
      first.passDeadline();
    }
  }

  #rise(deadline: Deadline, from: number): void {
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#heap[parentIndex] as Deadline;
      if (parent.deadlineAt <= deadline.deadlineAt) break;
      this.#place(parent, index);
      index = parentIndex;
    }
    this.#place(deadline, index);
  }

  #sink(deadline: Deadline, from: number): void {
    let index = from;
    for (;;) {
      let childIndex = 2 * index + 1;
      const right = this.#heap[childIndex + 1];
      let child = this.#heap[childIndex];
      if (child === undefined) break;
      if (right !== undefined && right.deadlineAt < child.deadlineAt) {
        child = right;
        childIndex++;
      }
      if (child.deadlineAt >= deadline.deadlineAt) break;
      this.#place(child, index);
      index = childIndex;
    }
    this.#place(deadline, index);
  }

  #place(deadline: Deadline, index: number): void {
    this.#heap[index] = deadline;
    deadline.deadlineIndex = index;
  }
}
