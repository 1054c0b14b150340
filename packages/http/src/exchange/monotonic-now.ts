/** The time in ms on a clock that never goes back; only differences count. */
export function monotonicNow(): number {
  return performance.now();
}
