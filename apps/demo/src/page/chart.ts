import type { Tick } from '../live/snapshot.js';
import { byId, make, numberCells, say } from './element.js';
import type { Plot } from './plot.js';
import { count } from './words.js';

/** Requests coming in and calls going out, as figures, as a table, and as two lines. */
export class Chart {
  #plot: Plot | undefined;

  constructor() {
    void this.#load();
  }

  show(ticks: readonly Tick[]): void {
    this.#plot?.show(ticks);
    say('legend-in', count(ticks.at(-1)?.requests ?? 0));
    say('legend-out', count(ticks.at(-1)?.calls ?? 0));
    tabulate(ticks);
  }

  /** Where the lines cannot be drawn, all else on the page goes on. */
  async #load(): Promise<void> {
    const place = byId('chart');
    try {
      const { Plot } = await import('./plot.js');
      this.#plot = new Plot(place);
    } catch (error) {
      console.warn(error);
      place.textContent = 'This browser cannot draw the chart. The table below tells the same.';
    }
  }
}

function tabulate(ticks: readonly Tick[]): void {
  const rows = byId('chart-rows');
  if (rows.closest('details')?.open === false) return;
  const now = ticks.at(-1)?.at ?? 0;
  const eachFiveSeconds = ticks.filter((_, index) => (ticks.length - 1 - index) % 20 === 0);
  const row = ({ at, requests, calls }: Tick): HTMLElement => {
    const secondsAgo = String(Math.round((now - at) / 1000));
    return make('tr', [make('td', [secondsAgo]), ...numberCells(requests, calls)]);
  };
  rows.replaceChildren(...eachFiveSeconds.map(row).reverse());
}
