import { describe, expect, it } from 'vitest';
import { runRaces } from '../src/behaviour/race-model.js';
import { behaviourReport } from '../src/behaviour/report.js';
import type { Contestant } from '../src/contestants/contestant.js';
import { limit } from '../src/contestants/limit.js';

// Forgets what is in flight when it is done, whatever happened meanwhile.
const careless: Contestant = {
  name: 'careless',
  open({ load }) {
    const flights = new Map<string, Promise<unknown>>();
    const values = new Map<string, unknown>();
    const fly = async (key: string): Promise<unknown> => {
      const value = await load(key);
      values.set(key, value);
      return value;
    };
    return {
      async get(key) {
        if (values.has(key)) return values.get(key);
        const flight = flights.get(key) ?? fly(key).finally(() => flights.delete(key));
        flights.set(key, flight);
        return flight;
      },
      delete: (key) => values.delete(key),
    };
  },
};

describe('the race model', () => {
  it('finds a cache that stores what was deleted meanwhile', async () => {
    const { until, rule } = await runRaces(careless, 200);

    expect(until).toBeLessThan(200);
    expect(rule).toBe('a value from before the delete');
  });

  it('finds nothing in a cache that does not', async () => {
    expect(await runRaces(limit, 200)).toEqual({ until: undefined, programs: 200 });
  });
});

describe('the table of behaviour', () => {
  it('counts faults, and says what was seen instead', () => {
    const report = behaviourReport(
      [
        {
          name: 'some',
          verdicts: { A: { kind: 'sound' }, B: { kind: 'fault', note: 'hangs' } },
          exits: true,
          races: { until: undefined, programs: 10 },
        },
      ],
      ['A', 'B', 'C'].map((id) => ({
        id,
        promise: `promise ${id}`,
        check: async () => ({ kind: 'absent' }),
      })),
      'made by hand',
    );

    expect(report.body).toContain('| promise A (A) | ✓ |');
    expect(report.body).toContain('| promise B (B) | ✗ |');
    expect(report.body).toContain('| promise C (C) | – |');
    expect(report.body).toContain('| **faults** | **1** |');
    expect(report.body).toContain('**some** B: hangs');
  });
});
