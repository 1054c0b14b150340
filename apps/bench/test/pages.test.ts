import { describe, expect, it } from 'vitest';
import { atLeast, atMost } from '../src/report/finding.js';
import { indexPage } from '../src/report/index-page.js';
import { type PartReport, pageOf } from '../src/report/publish.js';

const report: PartReport = {
  name: 'some',
  title: 'Some part',
  madeBy: 'Made by hand.',
  findings: [
    { what: 'as fast as can be', measured: '1.20', goal: atMost(1.5, 1.2) },
    { what: 'as full as can be', measured: '0.80', goal: atLeast(0.85, 0.8) },
    { what: 'never measured', measured: '–', goal: atMost(1, undefined) },
    { what: 'without a goal', measured: '3' },
  ],
  body: '## Details\n\nA lot of them.\n',
  pictures: {},
};

describe('a page', () => {
  it('says in short which goals are met, and which are missed', () => {
    const text = pageOf(report);

    expect(text).toContain('1 of 3 goals met.');
    expect(text).toContain('| as fast as can be | 1.20 | ≤ 1.50 ✓ |');
    expect(text).toContain('| as full as can be | 0.80 | ≥ 0.85 ✗ |');
    expect(text).toContain('| never measured | – | ≤ 1.00 ✗ |');
    expect(text).toContain('| without a goal | 3 | – |');
  });

  it('ends with one line break', () => {
    expect(pageOf(report)).toMatch(/A lot of them\.\n$/);
  });
});

describe('the index', () => {
  it('repeats what each page says in short, and leads to it', () => {
    const text = indexPage([{ name: 'some', text: pageOf(report) }]);

    expect(text).toContain('## [Some part](some.md)\n\n1 of 3 goals met.');
    expect(text).toContain('| without a goal | 3 | – |');
    expect(text).not.toContain('Details');
    expect(text).not.toContain('Made by hand.');
  });
});
