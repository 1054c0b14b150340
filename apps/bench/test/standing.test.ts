import { describe, expect, it } from 'vitest';
import { findingsOf, standingOf } from '../src/speed/standing.js';
import type { Suite } from '../src/speed/suites/suite.js';

const suite: Suite = {
  name: 'some',
  title: 'Some',
  directory: 'some',
  limit: { name: 'limit', is: 'the least' },
  ours: 'ours',
  bare: ['bare'],
  workloads: [{ file: 'hit', limit: 1.5, bestPeer: 1 }, { file: 'miss' }],
  contestants: async () => [],
};

const rounds = Array.from({ length: 5 }, () => ({
  ours: 12,
  limit: 10,
  bare: 1,
  slow: 30,
  quick: 10,
}));

describe('how we stand', () => {
  it('is beside the limit, and beside the best of those who cache', () => {
    const standing = standingOf(suite, { file: 'hit', name: 'a hit', per: 'call', rounds });

    expect(standing.toLimit?.median).toBe(1.2);
    expect(standing.limitGoal).toEqual({ is: '≤ 1.50', isMet: true });
    expect(standing.best).toBe('quick');
    expect(standing.bestGoal).toEqual({ is: '≤ 1.00', isMet: false });
  });

  it('is shown where there is no goal, too', () => {
    const standing = standingOf(suite, { file: 'miss', name: 'a miss', per: 'key', rounds });

    expect(findingsOf(standing)).toEqual([
      { what: 'a miss, per key, ÷ limit', measured: '**1.20** [1.20, 1.20]' },
      { what: 'a miss, per key, ÷ quick, the best peer', measured: '**1.20** [1.20, 1.20]' },
    ]);
  });

  it('says nothing of those who took no part', () => {
    const alone = rounds.map(({ ours, bare }) => ({ ours, bare }));
    const standing = standingOf(suite, { file: 'hit', name: 'a hit', per: 'call', rounds: alone });

    expect(findingsOf(standing)).toEqual([]);
  });
});
