import { describe, expect, it } from 'vitest';
import { seeded } from '../src/random.js';
import { zipf } from '../src/zipf.js';

describe('zipf traffic', () => {
  it('asks for the first key twice as often as for the second at a skew of 1', () => {
    const draw = zipf(1_000, 1, seeded(5));
    const counts = new Array<number>(1_000).fill(0);

    for (let request = 0; request < 200_000; request++) {
      const key = draw();
      counts[key] = (counts[key] ?? 0) + 1;
    }

    expect((counts[0] ?? 0) / (counts[1] ?? 1)).toBeCloseTo(2, 0);
    expect(counts.every((count) => count > 0)).toBe(true);
  });

  it('is the same traffic for the same seed, and another for another', () => {
    const drawn = (seed: number): number[] => {
      const draw = zipf(100, 0.99, seeded(seed));
      return Array.from({ length: 50 }, () => draw());
    };

    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });
});
