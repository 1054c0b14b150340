import { describe, expect, it } from 'vitest';
import { fastest, ratioOf, spreadOf } from '../src/speed/ratios.js';

describe('ratios', () => {
  it('are taken round by round, so that a slow round does not count', () => {
    const rounds = [
      { ours: 10, limit: 10 },
      { ours: 900, limit: 300 },
      { ours: 20, limit: 10 },
    ];

    expect(ratioOf(rounds, 'ours', 'limit')?.median).toBe(2);
  });

  it('leave out the rounds in which one of the two did not take part', () => {
    expect(ratioOf([{ ours: 3, limit: 1 }, { limit: 5 }], 'ours', 'limit')?.median).toBe(3);
    expect(ratioOf([{ limit: 5 }], 'ours', 'limit')).toBeUndefined();
  });

  it('have an interval that leaves out three at each end of fifteen', () => {
    const samples = [8, 1, 15, 3, 12, 5, 10, 7, 2, 9, 6, 11, 4, 13, 14];

    expect(spreadOf(samples)).toEqual({ median: 8, low: 4, high: 12 });
  });

  it('have an interval from the least to the most where there are too few for a narrower one', () => {
    expect(spreadOf([3, 1, 2, 5])).toEqual({ median: 2.5, low: 1, high: 5 });
  });
});

describe('the fastest', () => {
  it('has the least median, not the least time', () => {
    const rounds = [
      { a: 1, b: 4 },
      { a: 9, b: 4 },
      { a: 9, b: 4 },
    ];

    expect(fastest(rounds, ['a', 'b'])).toBe('b');
  });

  it('is nobody where nobody was measured', () => {
    expect(fastest([{ a: 1 }], ['b'])).toBeUndefined();
  });
});
