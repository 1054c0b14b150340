import uPlot from 'uplot';
import type { Tick } from '../live/snapshot.js';
import { count } from './words.js';

const SECONDS = 60;
const steps = [0, 1, 10, 100, 1000, 10_000];

/** Requests coming in and calls going out, as two lines. */
export class Plot {
  readonly #place: HTMLElement;
  #plot: uPlot;

  constructor(place: HTMLElement) {
    this.#place = place;
    this.#plot = this.#draw();
    new ResizeObserver(() => this.#plot.setSize(this.#size())).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      const { data } = this.#plot;
      this.#plot.destroy();
      this.#plot = this.#draw();
      this.#plot.setData(data);
    });
  }

  show(ticks: readonly Tick[]): void {
    const now = ticks.at(-1)?.at ?? 0;
    this.#plot.setData([
      ticks.map(({ at }) => (at - now) / 1000),
      ticks.map(({ requests }) => requests),
      ticks.map(({ calls }) => calls),
    ]);
  }

  #size(): { width: number; height: number } {
    return { width: this.#place.clientWidth, height: this.#place.clientHeight };
  }

  #draw(): uPlot {
    const style = getComputedStyle(document.documentElement);
    const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const axis = {
      stroke: color('soft'),
      font: `12px ${getComputedStyle(document.body).fontFamily}`,
      grid: { stroke: color('line'), width: 1 },
      ticks: { show: false },
    };
    const line = { width: 2.5, points: { show: false } };
    const options: uPlot.Options = {
      ...this.#size(),
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [-SECONDS, 0] },
        // Steps of ten, and room for none: a stampede and a single call are both to be seen.
        y: { distr: 4, range: (_plot, _least, most) => [0, Math.max(most * 1.4, 130)] },
      },
      axes: [
        {
          ...axis,
          size: 30,
          space: 90,
          values: (_plot, ticks) => ticks.map((at) => (at === 0 ? 'now' : `${-at} s ago`)),
        },
        {
          ...axis,
          size: 50,
          splits: (_plot, _axis, _least, most) => steps.filter((step) => step <= most),
          values: (_plot, splits) => splits.map(count),
        },
      ],
      series: [
        {},
        { ...line, stroke: color('in') },
        { ...line, stroke: color('out'), dash: [7, 5] },
      ],
      bands: [{ series: [1, 2], fill: color('gap') }],
    };
    return new uPlot(options, [[], [], []], this.#place);
  }
}
