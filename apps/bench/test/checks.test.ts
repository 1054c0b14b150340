import { describe, expect, it } from 'vitest';
import { verdict } from '../src/behaviour/fault.js';
import { checksFinding, checksSection } from '../src/checks/checks-section.js';
import { runChecks } from '../src/checks/run-checks.js';
import { within } from '../src/checks/within.js';

describe('a check', () => {
  it('is a fault where it ends in an error', async () => {
    const broken = async (): Promise<never> => {
      throw new Error('the library threw');
    };

    expect(await runChecks('some', [{ promise: 'holds', check: broken }])).toEqual({
      holds: { kind: 'fault', note: 'the library threw' },
    });
  });

  it('is given up when it does not end', async () => {
    await expect(within(1, new Promise(() => {}))).rejects.toThrow('nothing after 1 ms');
  });

  it('is told of each contestant, and its faults are counted', () => {
    const results = {
      sameflight: { A: verdict(true), B: verdict(true) },
      other: { A: verdict(true), B: verdict(false, 'it hangs') },
    };
    const text = checksSection(results);

    expect(text).toContain('| A | ✓ | ✓ |');
    expect(text).toContain('| B | ✓ | ✗ |');
    expect(text).toContain('| **faults** | **0** | **1** |');
    expect(text).toContain('**other** *B*: it hangs');
    expect(checksFinding(results, 'sameflight')).toEqual({
      what: 'sameflight: faults in behaviour',
      measured: '**0**; the others have 1 to 1',
      goal: { is: '≤ 0', isMet: true },
    });
  });
});
