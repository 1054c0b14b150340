import { expect, it } from 'vitest';
import { InTheAir } from '../src/in-the-air.js';

it('remembers the most calls that ran at once for one key', () => {
  const inTheAir = new InTheAir();
  inTheAir.begin('a');
  inTheAir.begin('a');
  inTheAir.end('a');
  inTheAir.end('a');
  inTheAir.begin('a');

  expect(inTheAir.most).toBe(2);
});

it('does not add up the calls for different keys', () => {
  const inTheAir = new InTheAir();
  inTheAir.begin('a');
  inTheAir.begin('b');

  expect(inTheAir.most).toBe(1);
});
