import { expect, it } from 'vitest';
import { parseAge } from '../src/index.js';

it.each([
  ['0', 0],
  ['7200', 7_200_000],
  ['7200, 0', 7_200_000],
  ['0, 7200', 0],
  ['0 , 7200', 0],
  ['2147483649', 2_147_483_648_000],
])('takes the first value of %j', (value, expected) => {
  expect(parseAge(value)).toBe(expected);
});

it.each([undefined, '', 'abc', '-7200', '7200.0', '7200;foo=bar', '1 2', ',7200', '"7200"'])(
  'is as if absent for %j',
  (value) => {
    expect(parseAge(value)).toBeUndefined();
  },
);
