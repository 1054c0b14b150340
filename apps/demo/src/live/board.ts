import type { Report } from '../fleet/member.js';
import { type Part, packages, parts } from '../travel/parts.js';
import { latenciesOf } from './latencies.js';
import { noRequests } from './meter.js';
import { Ring } from './ring.js';
import type { Snapshot, Tick } from './snapshot.js';
import { noSources, type Source } from './source.js';

/** Ticks in a second. */
export const TICKS = 4;

/** What is known beside the figures. */
export type Situation = Pick<Snapshot, 'stampede' | 'isOn' | 'mode' | 'act'>;

interface Moment {
  readonly reports: readonly Report[];
  readonly requests: number;
  readonly calls: number;
}

/** Adds up what the processes report and the upstreams count. It remembers the last minute, however long it runs. */
export class Board {
  readonly #moments = new Ring<Moment>(10 * TICKS);
  readonly #ticks = new Ring<Tick>(60 * TICKS);
  readonly #requests = noRequests();
  #calls = noRequests();

  /** The last minute. */
  get ticks(): readonly Tick[] {
    return this.#ticks.last();
  }

  /** Takes in one quarter of a second. */
  add(reports: readonly Report[], calls: Readonly<Record<Part, number>>, at: number): void {
    const before = { requests: sum(this.#requests), calls: sum(this.#calls) };
    for (const { requests } of reports)
      for (const part of parts) this.#requests[part] += requests[part];
    this.#calls = { ...calls };
    const after = { requests: sum(this.#requests), calls: sum(calls) };
    this.#moments.push({
      reports,
      requests: after.requests - before.requests,
      calls: after.calls - before.calls,
    });
    const second = this.#moments.last(TICKS);
    this.#ticks.push({
      at,
      requests: total(second.map(({ requests }) => requests)),
      calls: total(second.map(({ calls }) => calls)),
    });
  }

  snapshot(situation: Situation): Snapshot {
    const now = this.#moments.last(1).flatMap(({ reports }) => reports);
    const recent = this.#moments.last(5 * TICKS).flatMap(({ reports }) => reports);
    return {
      tick: this.#ticks.last(1)[0] ?? { at: 0, requests: 0, calls: 0 },
      totals: { requests: sum(this.#requests), calls: sum(this.#calls) },
      parts: parts.map((part) => ({
        part,
        by: packages[part],
        requests: this.#requests[part],
        calls: this.#calls[part],
      })),
      latencies: latenciesOf(recent.flatMap(({ durations }) => durations)),
      sources: this.#sources(),
      flights: now.flatMap(({ flights }) => flights),
      members: now.length,
      ...situation,
    };
  }

  #sources(): Record<Source, number> {
    const sources = noSources();
    for (const { reports } of this.#moments.last())
      for (const report of reports)
        for (const [source, count] of Object.entries(report.sources))
          sources[source as Source] += count;
    return sources;
  }
}

function sum(counts: Readonly<Record<Part, number>>): number {
  return total(Object.values(counts));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
