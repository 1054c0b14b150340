import { expect, it } from 'vitest';
import { LATENCY, resultOf } from '../src/redis/fleet.js';

it('a fleet calls as often as its processes together, and takes as long as the slowest', () => {
  const round = [
    { calls: 1, taken: LATENCY },
    { calls: 2, taken: 3 * LATENCY },
  ];

  expect(resultOf('some', [round, round])).toEqual({
    name: 'some',
    calls: { median: 3, low: 3, high: 3 },
    taken: { median: 3, low: 3, high: 3 },
  });
});
