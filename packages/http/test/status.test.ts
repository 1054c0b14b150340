import { expect, it } from 'vitest';
import { isHeuristicallyCacheable, isServerError } from '../src/index.js';

it.each([500, 502, 503, 504])('%d is a failure that stale-if-error covers', (status) => {
  expect(isServerError(status)).toBe(true);
});

it.each([200, 404, 429, 499, 501, 505, 599])('%d is none', (status) => {
  expect(isServerError(status)).toBe(false);
});

it.each([
  [200, true],
  [404, true],
  [206, false],
  [302, false],
  [500, false],
])('%d may be given a lifetime that it does not state: %s', (status, expected) => {
  expect(isHeuristicallyCacheable(status)).toBe(expected);
});
