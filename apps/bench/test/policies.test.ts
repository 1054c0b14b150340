import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { arc } from '../src/hit-ratio/policies/arc.js';
import { belady } from '../src/hit-ratio/policies/belady.js';
import { fifo } from '../src/hit-ratio/policies/fifo.js';
import { policies } from '../src/hit-ratio/policies/index.js';
import { lru } from '../src/hit-ratio/policies/lru.js';
import { s3Fifo } from '../src/hit-ratio/policies/s3-fifo.js';
import { sieve } from '../src/hit-ratio/policies/sieve.js';
import { twoQ } from '../src/hit-ratio/policies/two-q.js';
import { wTinyLfu } from '../src/hit-ratio/policies/w-tiny-lfu.js';
import { readTraces, tracesDirectory } from '../src/hit-ratio/read-traces.js';
import { type Trace, traceOf } from '../src/hit-ratio/trace.js';
import { seeded } from '../src/random.js';
import { zipf } from '../src/zipf.js';

// One letter a request.
function letters(text: string): Trace {
  return traceOf(
    'letters',
    'generated',
    Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
  );
}

function zipfTrace(keys: number, requests: number): Trace {
  const draw = zipf(keys, 0.9, seeded(3));
  return traceOf(
    'zipf',
    'generated',
    Uint32Array.from({ length: requests }, () => draw()),
  );
}

describe('policies, on traces worked out by hand', () => {
  it.each([
    // a b | c evicts the oldest
    { policy: fifo, trace: 'aabacab', capacity: 2, hits: 2 },
    // a is touched before c comes, so b goes
    { policy: lru, trace: 'abaca', capacity: 2, hits: 2 },
    { policy: fifo, trace: 'abaca', capacity: 2, hits: 1 },
    // the hand passes a, which was hit, and takes b
    { policy: sieve, trace: 'abaca', capacity: 2, hits: 2 },
    // of a loop one longer than the cache LRU keeps nothing, the optimum all but one
    { policy: lru, trace: 'abcabcabc', capacity: 2, hits: 0 },
    { policy: belady, trace: 'abcabcabc', capacity: 2, hits: 4 },
    // the optimum does not keep what never comes back
    { policy: belady, trace: 'abxaybzab', capacity: 2, hits: 4 },
    // a was pushed out, is remembered, and goes to the main queue, where d and e do not reach it
    { policy: twoQ, trace: 'abcdeaefga', capacity: 4, hits: 2 },
    { policy: lru, trace: 'abcdeaefga', capacity: 4, hits: 2 },
    // keys seen twice survive a scan of keys seen once
    { policy: arc, trace: 'ababcdefab', capacity: 4, hits: 4 },
    { policy: lru, trace: 'ababcdefab', capacity: 4, hits: 2 },
  ])('$policy.name has $hits hits on $trace with room for $capacity', (example) => {
    const { policy, trace, capacity, hits } = example;

    expect(policy.replay(letters(trace), capacity)).toBe(hits);
  });

  it.each([s3Fifo, wTinyLfu, arc, sieve])(
    '$name keeps a popular key through a scan',
    ({ replay }) => {
      const scan = Array.from({ length: 200 }, (_, index) => 1_000 + index);
      const popular = Array.from({ length: 50 }, (_, index) => index % 5);
      const trace = traceOf('scan', 'generated', [...popular, ...scan, ...popular]);

      const hits = replay(trace, 20);

      expect(hits).toBe(45 + 50);
      expect(lru.replay(trace, 20)).toBe(45 + 45);
    },
  );
});

// Where they are present: they are too large to keep here.
const directory = tracesDirectory(fileURLToPath(new URL('../../..', import.meta.url)));
const oltp = directory === undefined ? [] : readTraces(directory, ['oltp']);

describe('policies, on any trace', () => {
  const trace = zipfTrace(500, 20_000);

  it.each(
    oltp.flatMap((trace) => [
      { trace, capacity: 1_869, percent: 41.6 },
      { trace, capacity: 9_344, percent: 60.1 },
    ]),
  )(
    'LRU hits $percent % of a known trace with $capacity entries',
    ({ trace, capacity, percent }) => {
      const hits = lru.replay(trace, capacity) as number;

      expect((hits / trace.requests.length) * 100).toBeCloseTo(percent, 1);
    },
  );

  it.each(policies)('$name never beats the optimum', async ({ replay }) => {
    for (const capacity of [1, 5, 50, 250])
      expect(await replay(trace, capacity)).toBeLessThanOrEqual(
        (await belady.replay(trace, capacity)) as number,
      );
  });

  it.each(policies)(
    '$name misses each key once where there is room for all',
    async ({ replay }) => {
      const hits = await replay(trace, trace.keys);

      // A small queue or a window of fixed share may push out a key although there is room elsewhere.
      expect(hits).toBeGreaterThan((trace.requests.length - trace.keys) * 0.95);
      expect(hits).toBeLessThanOrEqual(trace.requests.length - trace.keys);
    },
  );
});
