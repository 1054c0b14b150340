import { CacheManager } from '@sameflight/core';
import { FakeClock } from '@sameflight/core/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Deadline, Deadlines } from '../src/deadlines.js';
import { runs } from './support/runs.js';
import { testCache, turn } from './support/test-cache.js';
import { rejection, watch } from './support/watch.js';

/** Keeps the event loop from turning, as work that takes long does. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

describe('P22 expiry uses a monotonic clock', () => {
  afterEach(() => void vi.restoreAllMocks());

  it.each([-3_600_000, 3_600_000])(
    'K-20 holds by it when the wall clock jumps by %i ms',
    async (jump) => {
      const { cache, clock } = testCache({ ttl: 1_000, staleWhileRevalidate: 1_000 });
      const wall = Date.now();
      await cache.set('key', 'value');

      vi.spyOn(Date, 'now').mockReturnValue(wall + jump);
      clock.advance(999);
      expect(cache.peek('key')).toBe('value');
      clock.advance(1);
      expect(cache.peek('key')).toBeUndefined();
      expect(await cache.getOrFetch('key', () => 'new')).toBe('value');
      clock.advance(1_000);
      expect(await cache.getOrFetch('key', () => 'newer')).toBe('new');
    },
  );

  it('K-20 never asks the wall clock', async () => {
    const wall = vi.spyOn(Date, 'now');
    await using cache = new CacheManager({ ttl: 1_000, staleIfError: 1_000, maxWeight: 10 });

    await cache.getOrFetch('key', () => 'value', { timeout: 1_000 });
    await cache.getOrFetch('key', () => 'value', { refresh: true });
    cache.expire('key');
    await rejection(cache.getOrFetch('key', () => Promise.reject('down'), { staleIfError: 0 }));

    expect(wall).not.toHaveBeenCalled();
  });

  it('K-20 expires by the platform’s monotonic clock, with none given', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    await using cache = new CacheManager({ ttl: 1_000 });
    await cache.set('key', 'value');

    now.mockReturnValue(1_999);
    expect(await cache.getOrFetch('key', () => 'new')).toBe('value');
    now.mockReturnValue(2_000);
    expect(await cache.getOrFetch('key', () => 'new')).toBe('new');
  });

  it('honours fake timers that are installed later', async () => {
    await using cache = new CacheManager({ ttl: 1_000, flightTimeout: 500 });
    vi.useFakeTimers();
    try {
      await cache.set('key', 'value');
      const hung = watch(cache.getOrFetch('hung', () => new Promise(() => {})));
      await vi.advanceTimersByTimeAsync(500);
      expect(hung.reason).toMatchObject({ code: 'FLIGHT_TIMEOUT' });
      expect(cache.peek('key')).toBe('value');
      await vi.advanceTimersByTimeAsync(500);
      expect(cache.peek('key')).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('K-20 readings of the platform’s clock are lent in a rush', () => {
  const rush = (cache: CacheManager): void => {
    for (let hit = 0; hit < 1_000; hit++) void cache.getOrFetch('hot', () => 'unneeded');
  };

  it('sees the end of a ttl at the first call after a turn of the event loop', async () => {
    await using cache = new CacheManager();
    await cache.set('hot', 'value');
    await cache.set('key', 'old', 20);

    rush(cache);
    block(25);
    await turn();

    expect(await cache.getOrFetch('key', () => 'new')).toBe('new');
  });

  it('sees it after fifteen calls at most, where the event loop does not turn', async () => {
    await using cache = new CacheManager();
    await cache.set('hot', 'value');
    await cache.set('key', 'old', 20);

    rush(cache);
    block(25);
    const peeks = Array.from({ length: 16 }, () => cache.peek('key'));

    expect(peeks.at(-1)).toBeUndefined();
  });

  it('tells of no age and no duration below 0', async () => {
    await using cache = new CacheManager();
    const told: number[] = [];
    cache.on('land', ({ duration }) => told.push(duration));
    await cache.set('hot', 1);

    for (let miss = 0; miss < 50; miss++) {
      for (let hit = 0; hit < 100; hit++) await cache.getOrFetch('hot', () => 2);
      const call = cache.getOrFetch(`miss:${miss}`, () => miss);
      told.push(...cache.flights().map(({ age }) => age));
      await call;
    }

    expect(told).toHaveLength(100);
    expect(Math.min(...told)).toBeGreaterThanOrEqual(0);
  });

  it('does not let a timeout pass before its time, when a rush is followed by a block', async () => {
    await using cache = new CacheManager();
    await cache.set('hot', 'value');
    const never = (): Promise<never> => new Promise(() => {});
    const due = rejection(cache.getOrFetch('due', never, { timeout: 40 }));

    rush(cache);
    block(60);
    const startedAt = performance.now();
    const timedOut = await rejection(cache.getOrFetch('key', never, { timeout: 50 }));
    const took = performance.now() - startedAt;

    expect(timedOut).toMatchObject({ code: 'WAIT_TIMEOUT' });
    expect(took).toBeGreaterThan(49);
    expect(await due).toMatchObject({ code: 'WAIT_TIMEOUT' });
  });
});

describe('P6 one timer watches every deadline', () => {
  class Mark implements Deadline {
    deadlineAt = 0;
    deadlineIndex = -1;
    readonly #passed: () => void;
    constructor(passed: () => void) {
      this.#passed = passed;
    }
    passDeadline(): void {
      this.#passed();
    }
  }

  it('passes each in its time, in order, and none that was removed', () => {
    const step = fc.record({
      delay: fc.nat(5_000),
      wait: fc.nat(300),
      removes: fc.option(fc.nat(40), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const clock = new FakeClock();
        const deadlines = new Deadlines(clock);
        const marks: Mark[] = [];
        const removed = new Set<Mark>();
        const passed = new Map<Mark, number>();
        for (const { delay, wait, removes } of steps) {
          const mark: Mark = new Mark(() => passed.set(mark, clock.now()));
          marks.push(mark);
          deadlines.add(mark, deadlines.now(), delay);
          const other = removes === undefined ? undefined : marks[removes];
          if (other !== undefined && !passed.has(other)) {
            deadlines.remove(other);
            removed.add(other);
          }
          clock.advance(wait);
        }
        clock.advance(10_000);

        for (const mark of marks)
          expect(passed.get(mark)).toBe(removed.has(mark) ? undefined : mark.deadlineAt);
        expect(clock.timers).toBe(0);
      }),
      { numRuns: runs(500) },
    );
  });

  it('never sets more than one timer, nor one for longer than a platform can hold', async () => {
    const delays: number[] = [];
    class Watched extends FakeClock {
      override setTimeout(callback: () => void, delay: number): unknown {
        delays.push(delay);
        return super.setTimeout(callback, delay);
      }
    }
    const clock = new Watched();
    const { cache } = testCache({ clock, flightTimeout: 2 ** 40 });
    const hung = Array.from({ length: 100 }, (_, index) =>
      watch(cache.getOrFetch(`${index}`, () => new Promise(() => {}))),
    );
    expect(clock.timers).toBe(1);

    clock.advance(5_000);
    await turn();
    expect(hung.every(({ state }) => state === 'pending')).toBe(true);
    expect(clock.timers).toBe(1);
    expect(Math.max(...delays)).toBeLessThan(2 ** 31);

    await cache.close();
    expect(clock.timers).toBe(0);
  });

  it('gives up after a year, where that is the `flightTimeout`', () => {
    const year = 365 * 24 * 3_600_000;
    let asleepUntil = 0;
    let wake: (() => void) | undefined;
    const clock = {
      time: 0,
      now: () => clock.time,
      setTimeout(callback: () => void, delay: number) {
        wake = callback;
        asleepUntil = clock.time + delay;
        return callback;
      },
      clearTimeout: () => {},
    };
    const deadlines = new Deadlines(clock);
    const passed = vi.fn();
    deadlines.add(new Mark(passed), 0, year);

    clock.time = year - 1;
    wake?.();
    expect(passed).not.toHaveBeenCalled();
    clock.time = asleepUntil;
    wake?.();

    expect(passed).toHaveBeenCalledTimes(1);
  });

  it('is not put off by calls that come while its timer is late', () => {
    class Late extends FakeClock {
      override setTimeout(callback: () => void, delay: number): unknown {
        return super.setTimeout(callback, Math.max(delay, 1) + 0.9);
      }
    }
    const clock = new Late();
    const deadlines = new Deadlines(clock);
    const passed = vi.fn();
    deadlines.add(new Mark(passed), clock.now(), 10);

    for (let call = 0; call < 60; call++) {
      clock.advance(0.3);
      deadlines.add(new Mark(() => {}), deadlines.now(), 30_000);
    }

    expect(clock.now()).toBeCloseTo(18);
    expect(passed).toHaveBeenCalledTimes(1);
    deadlines.close();
  });

  it('sets a timer anew that was lost, as a worker loses it when its request ends', () => {
    class Forgetful extends FakeClock {
      isForgetful = true;
      override setTimeout(callback: () => void, delay: number): unknown {
        return super.setTimeout(this.isForgetful ? () => {} : callback, delay);
      }
    }
    const clock = new Forgetful();
    const deadlines = new Deadlines(clock);
    const passed = vi.fn();
    deadlines.add(new Mark(passed), clock.now(), 10);
    clock.advance(2_000);
    expect(passed).not.toHaveBeenCalled();
    clock.isForgetful = false;

    deadlines.add(new Mark(passed), deadlines.now(), 30_000);
    clock.advance(1);

    expect(passed).toHaveBeenCalledTimes(1);
    deadlines.close();
  });

  it('bears deadlines that are added, removed and closed while others pass', () => {
    const clock = new FakeClock();
    const deadlines = new Deadlines(clock);
    const passed: string[] = [];
    const victim = new Mark(() => passed.push('victim'));
    deadlines.add(victim, 0, 20);
    deadlines.add(
      new Mark(() => {
        passed.push('first');
        deadlines.remove(victim);
        deadlines.add(new Mark(() => passed.push('added')), clock.now(), 0);
        deadlines.add(new Mark(() => deadlines.close()), clock.now(), 5);
      }),
      0,
      10,
    );
    deadlines.add(new Mark(() => passed.push('never')), 0, 30);

    clock.advance(100);

    expect(passed).toEqual(['first', 'added']);
    expect(clock.timers).toBe(0);
  });
});

describe('the fake clock', () => {
  it('fires timers in order, each at its own time, those included that are set meanwhile', () => {
    const clock = new FakeClock(100);
    const fired: [string, number][] = [];
    clock.setTimeout(() => fired.push(['late', clock.now()]), 20);
    clock.setTimeout(() => {
      fired.push(['early', clock.now()]);
      clock.setTimeout(() => fired.push(['set meanwhile', clock.now()]), 5);
    }, 10);
    clock.clearTimeout(clock.setTimeout(() => fired.push(['cleared', 0]), 1));

    clock.advance(20);

    expect(fired).toEqual([
      ['early', 110],
      ['set meanwhile', 115],
      ['late', 120],
    ]);
    expect([clock.now(), clock.timers]).toEqual([120, 0]);
  });
});
