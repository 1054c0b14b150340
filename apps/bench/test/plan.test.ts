import { describe, expect, it } from 'vitest';
import { PARTS, readPlan } from '../src/plan.js';

describe('the command', () => {
  it('runs every part, quickly, unless it is told otherwise', () => {
    expect(readPlan([])).toMatchObject({ parts: PARTS, full: false });
  });

  it('runs the parts that are named, in their own order', () => {
    expect(readPlan(['speed', 'behaviour', '--full'])).toMatchObject({
      parts: ['behaviour', 'speed'],
      full: true,
    });
  });

  it('refuses a part that there is not, and says which there are', () => {
    expect(() => readPlan(['sped'])).toThrow(
      'there is no part "sped"; the parts are behaviour, hit-ratio, memory, scale, speed',
    );
  });
});
