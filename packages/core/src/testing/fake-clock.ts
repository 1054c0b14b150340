import type { Clock } from '../clock.js';

interface FakeTimer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is moved: `new CacheManager({ clock })`, then `clock.advance(59_999)`. */
export class FakeClock implements Clock {
  #now: number;
  readonly #timers: Set<FakeTimer> = new Set();

  /** @param now what it shows at first, in milliseconds */
  constructor(now = 0) {
    this.#now = now;
  }

  /** Timers that are set and have not fired. */
  get timers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, delay: number): unknown {
    const timer = { at: this.#now + delay, callback };
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as FakeTimer);
  }

  /** Moves on by `milliseconds`, firing the timers that come due, each at its own time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let next = this.#firstDueBy(end); next !== undefined; next = this.#firstDueBy(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(next.at, this.#now);
      next.callback();
    }
    this.#now = end;
  }

  #firstDueBy(end: number): FakeTimer | undefined {
    let first: FakeTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer;
    }
    return first;
  }
}
