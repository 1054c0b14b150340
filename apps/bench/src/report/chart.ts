import { type EChartsOption, init } from 'echarts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly option: EChartsOption;
}

/** One colour a contestant, the same in every picture: ours stands out, the limit is grey. */
const COLOURS = [
  '#d62728',
  '#7f7f7f',
  '#1f77b4',
  '#2ca02c',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#bcbd22',
  '#17becf',
  '#ff7f0e',
  '#393b79',
];

/** Names below the picture, wide apart: without a browser the width of a text is a guess. */
export const LEGEND = { bottom: 0, itemGap: 32 } as const;

/** Draws without a browser. */
export function svgOf({ width, height, option }: Picture): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: COLOURS,
    textStyle: { fontFamily: 'sans-serif' },
    ...option,
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}

export function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] as string;
}
