import { expect, vi } from 'vitest';
import { quantile } from '../../test/support/timing.js';

// Many rounds take their time.
vi.setConfig({ testTimeout: 600_000 });

/** Prints how long something took, in milliseconds. Gives the times, shortest first. */
export function show(what: string, times: readonly number[]): readonly number[] {
  const sorted = [...times].sort((one, other) => one - other);
  const [median, late, worst] = [0.5, 0.99, 1].map((share) => quantile(sorted, share).toFixed(1));
  const figures = `${median} ms at the median, ${late} ms at p99, ${worst} ms at worst`;
  console.log(`${what}: ${figures}, of ${times.length}`);
  return sorted;
}

/** Prints how long something took, and holds the longest, or what `share` of them stay within, to a bound. */
export function expectAtMost(
  bound: number,
  what: string,
  times: readonly number[],
  share = 1,
): void {
  expect(quantile(show(what, times), share), what).toBeLessThanOrEqual(bound);
}
