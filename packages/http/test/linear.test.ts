import { describe, expect, it } from 'vitest';
import { decideEverything } from './everything.js';
import { HOSTILE, REQUEST_FIELDS, resultPONSE_FIELDS } from './hostile.js';

/*
 * H-16, counted rather than timed: every look at a character goes through one of these methods, so their work is the
 * number of steps. `bench/parse.mjs` measures the time.
 */
type Work = (text: string, args: readonly unknown[], result: unknown) => number;
const reads: Work = (text) => text.length + 1;
const WORK: Readonly<Record<string, Work>> = {
  charCodeAt: () => 1,
  charAt: () => 1,
  startsWith: () => 1,
  endsWith: () => 1,
  slice: (_, __, result) => String(result).length + 1,
  indexOf: (text, [, from], result) =>
    (Number(result) < 0 ? text.length : Number(result)) - Number(from ?? 0) + 1,
  includes: reads,
  split: reads,
  replace: reads,
  toLowerCase: reads,
};

function stepsOf(action: () => void): number {
  const prototype = String.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  const originals = Object.keys(WORK).map((name) => [name, prototype[name]] as const);
  let steps = 0;
  for (const [name, original] of originals) {
    prototype[name] = function (this: string, ...args) {
      const result = original?.apply(this, args);
      steps += WORK[name]?.(this, args, result) ?? 0;
      return result;
    };
  }
  try {
    action();
  } finally {
    for (const [name, original] of originals) if (original) prototype[name] = original;
  }
  return steps;
}

const SIZE = 4_000;
const hostileValues = Object.entries(HOSTILE);

function decideAbout(value: string): void {
  const everywhere = (names: readonly string[]) => names.map((name) => [name, value] as const);
  decideEverything(everywhere(REQUEST_FIELDS), everywhere(resultPONSE_FIELDS));
}

describe('the steps that all decisions take together (H-16)', () => {
  it.each(hostileValues)('at most double when there are twice as many %s', (_, grow) => {
    const once = stepsOf(() => decideAbout(grow(SIZE)));
    const twice = stepsOf(() => decideAbout(grow(2 * SIZE)));

    expect(once).toBeGreaterThan(SIZE);
    expect(twice / once).toBeLessThan(2.1);
  });

  it('at most double when there are twice as many lines', () => {
    const lines = (count: number) =>
      Array.from({ length: count }, () => ['Cache-Control', 'no-cache="a"'] as const);
    const once = stepsOf(() => decideEverything(lines(SIZE), lines(SIZE)));
    const twice = stepsOf(() => decideEverything(lines(2 * SIZE), lines(2 * SIZE)));

    expect(twice / once).toBeLessThan(2.1);
  });
});
