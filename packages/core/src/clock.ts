import { detached } from './async-context.js';

/**
 * Time as the cache sees it. Give the cache one of your own to move time by hand in tests
 * (`FakeClock` in `@sameflight/core/testing` is one).
 */
export interface Clock {
  /** Milliseconds on a monotonic scale: only differences count, and it never goes back. */
  now(): number;
  /** Calls `callback` once, `delay` milliseconds from now. The timer must not keep a process alive. */
  setTimeout(callback: () => void, delay: number): unknown;
  /** Drops a timer that `setTimeout` returned. Dropping one that has fired does nothing. */
  clearTimeout(timer: unknown): void;
}

/**
 * The platform's monotonic clock. A wall clock that jumps does not move it; a machine that sleeps may stop it.
 * Looks its functions up at each call, so that fake timers installed later are honoured.
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout(callback, delay) {
    // A timer serves many callers, and must not hold on to the context of the one who happened to set it.
    const timer: unknown = detached(() => setTimeout(callback, delay));
    if (canUnref(timer)) timer.unref();
    return timer;
  },
  clearTimeout: (timer) => clearTimeout(timer as number),
};

// In browsers and workers a timer is a number, and keeps nothing alive.
function canUnref(timer: unknown): timer is { unref(): void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer;
}
