import { stripVTControlCharacters as plain } from 'node:util';
import { describe, expect, it } from 'vitest';
import { lineOf, tableOf, verdictOf } from '../src/story/report.js';
import type { Scene } from '../src/story/story.js';
import { wasEnough } from '../src/story/verdict.js';

const good: Scene = {
  title: 'With it',
  part: 'trips',
  thing: 'reykjavik',
  requests: 1000,
  calls: 1,
  answered: 1000,
  failed: 0,
  wrong: 0,
  p50: 3.21,
  p95: 40,
  p99: 410.4,
  isOver: true,
  wasWithSameflight: true,
  most: 1,
};
const without: Scene = {
  ...good,
  title: 'Without it',
  calls: 1000,
  answered: 45,
  failed: 955,
  most: undefined,
};

describe('the report', () => {
  it('says in a line what a crowd cost', () => {
    expect(plain(lineOf(good))).toBe('1,000 requests for trips → 1 upstream call; 1,000 answered');
    expect(plain(lineOf(without))).toContain('→ 1,000 upstream calls; 45 answered, 955 failed');
  });

  it('shows every act in a table', () => {
    expect(plain(tableOf([without, good]))).toMatch(
      /With it +│ trips +│ +1,000 │ +1 │ +1,000 │ +3.2 ms │ 410 ms/,
    );
  });

  it('says that one call was enough when each crowd was answered for no more than that', () => {
    expect(wasEnough([without, good])).toBe(true);
    expect(verdictOf([without, good])).toContain('One upstream call was enough, each time.');
  });

  it.each([
    ['a crowd cost more', { calls: 2 }],
    ['a crowd cost nothing', { calls: 0 }],
    ['somebody was not answered', { answered: 999 }],
  ])('says that it was not when %s, and where', (_, flaw) => {
    const scenes = [without, good, { ...good, ...flaw, title: 'The flaw' }];

    expect(wasEnough(scenes)).toBe(false);
    expect(verdictOf(scenes)).toContain('not enough: see “The flaw”.');
  });

  it('says that it was not when nothing was shown with Sameflight', () => {
    expect(wasEnough([without])).toBe(false);
  });
});
