import { expect, it } from 'vitest';
import { RateLimit } from '../src/rate-limit.js';

it('lets so many calls a second pass, and refuses the rest', () => {
  const limit = new RateLimit(2);

  expect([0, 500, 999].map((now) => limit.admits(now))).toEqual([true, true, false]);
});

it('starts to count anew when the second is over', () => {
  const limit = new RateLimit(1);
  limit.admits(0);

  expect([999, 1000].map((now) => limit.admits(now))).toEqual([false, true]);
});
