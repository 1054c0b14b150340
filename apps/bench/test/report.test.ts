import { describe, expect, it } from 'vitest';
import { svgOf } from '../src/report/chart.js';
import { figure, table } from '../src/report/markdown.js';

describe('the report', () => {
  it('shows figures with three digits that count', () => {
    expect([0, 1.234, 12.34, 123.4, 1234, 0.123456].map(figure)).toEqual([
      '0',
      '1.23',
      '12.3',
      '123',
      '1,230',
      '0.12',
    ]);
  });

  it('writes tables whose first column is to the left', () => {
    expect(table(['name', 'figure'], [['a', '1']])).toBe(
      '| name | figure |\n| --- | --: |\n| a | 1 |',
    );
  });

  it('draws without a browser', () => {
    const option = { xAxis: {}, yAxis: {}, series: [{ type: 'line' as const, data: [[1, 2]] }] };

    const svg = svgOf({ width: 100, height: 80, option });

    expect(svg.startsWith('<svg')).toBe(true);
    expect(svg.endsWith('</svg>\n')).toBe(true);
  });
});
