import { describe, expect, it } from 'vitest';
import { latenciesOf } from '../src/live/latencies.js';

describe('latencies', () => {
  it('name the duration that half, 95 % and 99 % of all answers did not exceed', () => {
    const durations = Array.from({ length: 200 }, (_, index) => 200 - index);

    expect(latenciesOf(durations)).toEqual({ p50: 100, p95: 190, p99: 198 });
  });

  it('are that of the only answer when there is one', () => {
    expect(latenciesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
  });

  it('are zero when nothing was answered', () => {
    expect(latenciesOf([])).toEqual({ p50: 0, p95: 0, p99: 0 });
  });
});
