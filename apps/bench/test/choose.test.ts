import { describe, expect, it } from 'vitest';
import { choose } from '../src/speed/choose.js';

const all = ['miss', 'hot-hit', 'tagged-miss'];

describe('who is chosen', () => {
  it('is everyone where nobody is named', () => {
    expect(choose(all, undefined)).toEqual(all);
  });

  it('is whoever bears a name, and nobody whose name merely contains it', () => {
    expect(choose(all, ['miss', 'hot-hit'])).toEqual(['miss', 'hot-hit']);
  });

  it('is everyone whose name contains what is nobody’s own', () => {
    expect(choose(all, ['mis'])).toEqual(['miss', 'tagged-miss']);
  });

  it('is said to be nobody where a name fits none', () => {
    expect(() => choose(all, ['hit', 'mess'])).toThrow(
      'there is no "mess"; there are miss, hot-hit, tagged-miss',
    );
  });
});
