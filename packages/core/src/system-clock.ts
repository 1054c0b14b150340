import { detached, userAgent } from './async-context.js';
import type { Clock } from './clock.js';

/** Readings in a row, each within `BUSY_GAP` milliseconds of the one before, after which readings are lent. */
const BUSY_STREAK = 64;
const BUSY_GAP = 0.05;

/** Calls that may share one reading of the clock, beside the one that made it. */
const LENT_READS = 15;

// In workerd a timer dies with the request that set it, and could not call a loan in.
const timersBelongToRequests = userAgent === 'Cloudflare-Workers';

const nativeNow = performance.now;
const nativeSetTimeout = globalThis.setTimeout;

/** The platform's monotonic clock. A wall clock that jumps does not move it; a machine that sleeps may stop it. */
class ExactClock implements Clock {
  now(): number {
    return performance.now();
  }

  setTimeout(callback: () => void, delay: number): unknown {
    // A timer serves many callers, and must not hold on to the context of the one who happened to set it.
    const timer: unknown = detached(() => setTimeout(callback, delay));
    // In browsers and workers a timer is a number, and keeps nothing alive.
    (timer as { unref?(): void }).unref?.();
    return timer;
  }

  clearTimeout(timer: unknown): void {
    clearTimeout(timer as number);
  }
}

/**
 * Reading the clock costs more than the rest of a hit. While readings come thick and fast, one serves up to sixteen calls,
 * and a timer calls the loan in after a millisecond. Sparse calls read the clock each, and so do all under fake timers.
 */
class LendingClock extends ExactClock {
  #time = Number.NEGATIVE_INFINITY;
  #streak = 0;
  #lent = 0;
  #isLoanTimed = false;

  override now(): number {
    if (this.#lent > 0) {
      this.#lent--;
      return this.#time;
    }
    return this.#read();
  }

  #read(): number {
    const time = performance.now();
    const gap = time - this.#time;
    this.#time = time;
    if (gap > (this.#isLoanTimed ? BUSY_GAP * LENT_READS : BUSY_GAP)) this.#streak = 0;
    else if (++this.#streak > BUSY_STREAK) this.#lend();
    return time;
  }

  #lend(): void {
    if (timersBelongToRequests || timeIsFaked()) return;
    this.#lent = LENT_READS;
    if (this.#isLoanTimed) return;
    this.#isLoanTimed = true;
    this.setTimeout(() => this.#callIn(), 1);
  }

  #callIn(): void {
    this.#isLoanTimed = false;
    this.#lent = 0;
  }
}

/** What time it is for hits and ages. */
export const systemClock: Clock = new LendingClock();

/** What time it is for deadlines: counted from before a block of the event loop, they would pass at once. */
export const exactClock: Clock = new ExactClock();

function timeIsFaked(): boolean {
  return performance.now !== nativeNow || globalThis.setTimeout !== nativeSetTimeout;
}
