import type { EChartsOption } from 'echarts';
import { colourOf, LEGEND, type Picture } from '../report/chart.js';
import { ours } from './policies/ours.js';
import type { HitRatioCell } from './run-hit-ratio.js';

const COLUMNS = 3;
const CELL = { width: 400, height: 260 };

/** A small picture for each trace: the hit ratio of every policy by the size of the cache. */
export function lines(
  cells: readonly HitRatioCell[],
  traces: readonly string[],
  policies: readonly string[],
): Picture {
  const places = traces.map((_, index) => ({
    left: (index % COLUMNS) * CELL.width + 50,
    top: Math.floor(index / COLUMNS) * CELL.height + 50,
    width: CELL.width - 80,
    height: CELL.height - 90,
  }));
  const series: EChartsOption['series'] = traces.flatMap((trace, index) =>
    policies.map((policy, order) => ({
      name: policy,
      type: 'line' as const,
      xAxisIndex: index,
      yAxisIndex: index,
      symbolSize: 4,
      z: policy === ours.name ? 5 : 2,
      lineStyle: { width: policy === ours.name ? 3 : 1.5 },
      itemStyle: { color: colourOf(order) },
      data: cells
        .filter((cell) => cell.trace === trace)
        .map(({ capacity, ratios }) => [capacity, ratios[policy] as number]),
    })),
  );
  return {
    width: COLUMNS * CELL.width,
    height: Math.ceil(traces.length / COLUMNS) * CELL.height + 60,
    option: {
      title: traces.map((trace, index) => ({
        text: trace,
        left: places[index]?.left ?? 0,
        top: (places[index]?.top ?? 0) - 35,
        textStyle: { fontSize: 13 },
      })),
      legend: LEGEND,
      grid: places,
      xAxis: traces.map((_, index) => ({
        type: 'log' as const,
        gridIndex: index,
        min: 'dataMin' as const,
      })),
      yAxis: traces.map((_, index) => ({ type: 'value' as const, gridIndex: index, min: 0 })),
      series,
    },
  };
}
