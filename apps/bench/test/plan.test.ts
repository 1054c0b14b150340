import { describe, expect, it } from 'vitest';
import { isAside, PARTS, readPlan } from '../src/plan.js';

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
      'there is no part "sped"; the parts are behaviour, hit-ratio, memory, scale, speed, http, nestjs, redis',
    );
  });

  it('takes lists of workloads and contestants, and a number of rounds', () => {
    const plan = readPlan(['speed', '--only', 'a,b', '--contestants', 'c', '--rounds', '31']);

    expect(plan).toMatchObject({ only: ['a', 'b'], contestants: ['c'], rounds: 31 });
    expect(isAside(plan)).toBe(true);
    expect(isAside(readPlan(['--core', 'other.js']))).toBe(true);
    expect(isAside(readPlan(['speed', '--rounds', '31']))).toBe(false);
  });

  it.each(['0', '1.5', 'many'])('refuses %s rounds', (rounds) => {
    expect(() => readPlan(['--rounds', rounds])).toThrow(
      `--rounds must be a whole number ≥ 1, got "${rounds}"`,
    );
  });
});
