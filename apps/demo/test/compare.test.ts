import { describe, expect, it } from 'vitest';
import { type CompareOptions, coalescingHeld, compare } from '../src/compare.js';
import { summaryOf, tableOf } from '../src/report.js';

// A hundred clients who all ask for the same thing at once, and never again.
const options: CompareOptions = {
  plan: Array.from({ length: 100 }, () => [{ path: '/products/1', pause: 0 }]),
  upstream: { latency: 100, callsPerSecond: 1000, failEvery: 1000 },
  ttl: 60_000,
  signal: new AbortController().signal,
  onProgress: () => {},
};

describe('the comparison', () => {
  it('shows one upstream call for a hundred requests with Sameflight, and a hundred without', async () => {
    const { without, withSameflight } = await compare(options);

    expect(without).toMatchObject({ requests: 100, upstreamCalls: 100, callsSaved: 0 });
    expect(withSameflight).toMatchObject({ requests: 100, upstreamCalls: 1, callsSaved: 99 });
  });

  it('answers every client', async () => {
    const { without, withSameflight } = await compare(options);

    for (const { answered, failed, wrong } of [without, withSameflight]) {
      expect({ answered, failed, wrong }).toEqual({ answered: 100, failed: 0, wrong: 0 });
    }
  });

  it('says that coalescing held when no key was fetched twice at once', async () => {
    const comparison = await compare(options);

    expect(comparison.without.mostAtOnce).toBeGreaterThan(1);
    expect(coalescingHeld(comparison)).toBe(true);
  });

  it.each([
    ['a key was fetched twice at once', { mostAtOnce: 2 }],
    ['an answer was wrong', { wrong: 1 }],
    ['nobody was answered', { answered: 0 }],
    ['no call was saved', { callsSaved: 0 }],
  ])('says that coalescing did not hold when %s', async (_, flaw) => {
    const { without, withSameflight } = await compare(options);

    expect(coalescingHeld({ without, withSameflight: { ...withSameflight, ...flaw } })).toBe(false);
  });

  it('ends with the reason of its signal when that aborts', async () => {
    const signal = AbortSignal.abort(new Error('Ctrl-C'));

    await expect(compare({ ...options, signal })).rejects.toThrow('Ctrl-C');
  });
});

describe('the report', () => {
  it('shows both sides and the verdict', async () => {
    const comparison = await compare(options);

    expect(tableOf(comparison)).toMatch(/upstream calls .* 100 .* 1 /);
    expect(summaryOf(comparison)).toContain('Coalescing held');
  });
});
