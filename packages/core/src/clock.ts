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
