import { expect, it } from 'vitest';
import { RateLimit } from '../src/upstreams/rate-limit.js';

it('lets so many calls a second pass, each in its place, and refuses the rest', () => {
  const limit = new RateLimit(2);

  expect([0, 500, 999].map((now) => limit.admit(now))).toEqual([1, 2, undefined]);
});

it('starts to count anew when the second is over', () => {
  const limit = new RateLimit(1);
  limit.admit(0);

  expect([999, 1000].map((now) => limit.admit(now))).toEqual([undefined, 1]);
});
