import { colourOf, LEGEND, type Picture } from '../report/chart.js';
import type { MemoryResults } from './run-memory.js';

/** Bytes an entry, by contestant. */
export function bars({ perEntry }: MemoryResults): Picture {
  const names = Object.keys(perEntry).reverse();
  return {
    width: 800,
    height: 80 + names.length * 30,
    option: {
      title: { text: 'Bytes an entry', left: 'center' },
      legend: LEGEND,
      grid: { left: 150, right: 30, top: 40, bottom: 50 },
      xAxis: { type: 'value' },
      yAxis: { type: 'category', data: names },
      series: [
        { name: 'stored', key: 'filled' as const },
        { name: 'after the first hit', key: 'afterFirstHit' as const },
        { name: 'after churn', key: 'afterChurn' as const },
      ].map(({ name, key }, index) => ({
        name,
        type: 'bar' as const,
        itemStyle: { color: colourOf(index + 1) },
        data: names.map((contestant) => Math.round(perEntry[contestant]?.[key] ?? 0)),
      })),
    },
  };
}
