import { expect } from 'vitest';
import { quantile } from '../../test/support/timing.js';

/** Shows how long something took, in milliseconds, and holds the worst, or what `share` of them stay below, to a bound. */
export function expectAtMost(
  bound: number,
  what: string,
  times: readonly number[],
  share = 1,
): void {
  const sorted = [...times].sort((one, other) => one - other);
  const [median, late, worst] = [0.5, 0.99, 1].map((one) => quantile(sorted, one).toFixed(1));
  console.log(
    `${what}: ${median} ms at the median, ${late} ms at p99, ${worst} ms at worst of ${times.length}; the bound is ${bound} ms`,
  );
  expect(quantile(sorted, share), what).toBeLessThanOrEqual(bound);
}
