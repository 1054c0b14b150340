import { describe, expect, it } from 'vitest';
import type { Report } from '../src/fleet/member.js';
import { Board } from '../src/live/board.js';
import { noRequests } from '../src/live/meter.js';
import { noSources } from '../src/live/source.js';

const situation = { stampede: undefined, isOn: true, mode: 'up', act: '' } as const;

function report(trips: number, durations: readonly number[] = []): Report {
  return {
    requests: { ...noRequests(), trips },
    sources: { ...noSources(), hit: trips },
    durations,
    flights: [{ part: 'trips', waiters: trips, age: 5, isBackground: false }],
  };
}

function calls(trips: number): ReturnType<typeof noRequests> {
  return { ...noRequests(), trips };
}

describe('the board', () => {
  it('adds up what all processes report, and counts calls as the upstreams do', () => {
    const board = new Board();
    board.add([report(3), report(4)], calls(1), 0);
    board.add([report(5), report(0)], calls(2), 250);

    expect(board.snapshot(situation)).toMatchObject({
      tick: { requests: 12, calls: 2 },
      totals: { requests: 12, calls: 2 },
      parts: [{ part: 'trips', by: '@sameflight/nestjs', requests: 12, calls: 2 }, {}, {}, {}],
      sources: { hit: 12 },
      members: 2,
    });
  });

  it('shows in each tick the second before it', () => {
    const board = new Board();
    for (let quarter = 0; quarter < 8; quarter += 1)
      board.add([report(quarter < 4 ? 10 : 1)], calls(0), quarter * 250);

    expect(board.ticks.map(({ requests }) => requests)).toEqual([10, 20, 30, 40, 31, 22, 13, 4]);
  });

  it('takes percentiles of the last five seconds, and shows the flights of this moment', () => {
    const board = new Board();
    board.add([report(1, [9000])], calls(0), 0);
    for (let quarter = 0; quarter < 20; quarter += 1) board.add([report(2, [7])], calls(0), 0);

    const { latencies, flights } = board.snapshot(situation);

    expect(latencies).toEqual({ p50: 7, p95: 7, p99: 7 });
    expect(flights).toEqual([{ part: 'trips', waiters: 2, age: 5, isBackground: false }]);
  });

  it('remembers one minute, however long it runs', () => {
    const board = new Board();
    for (let quarter = 0; quarter < 1000; quarter += 1) board.add([report(1)], calls(0), quarter);

    expect(board.ticks).toHaveLength(240);
    expect(board.ticks[0]?.at).toBe(760);
  });
});
