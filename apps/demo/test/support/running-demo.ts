import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Demo, type DemoOptions, startDemo } from '../../src/demo.js';
import type { Part } from '../../src/travel/parts.js';

/** A small demo on a port that the system picks, for all tests of a file. Nobody visits it unasked. */
export function runningDemo(options: Partial<DemoOptions> = {}): () => Demo {
  let demo: Demo | undefined;
  beforeAll(async () => {
    demo = await startDemo({ ...small, ...options });
  });
  beforeEach(async () => {
    await demo?.stage.turn(true);
    if (demo) demo.stage.mode = 'up';
  });
  afterAll(() => demo?.close());
  return () => {
    if (demo === undefined) throw new Error('the demo has not started');
    return demo;
  };
}

/** Sixty at once, and nobody one by one. */
export const small: DemoOptions = {
  host: '127.0.0.1',
  port: 0,
  fleet: 1,
  redisUrl: undefined,
  crowd: 60,
  visitorsPerSecond: 0,
};

/** What a crowd came to. */
export async function crowd(
  demo: Demo,
  part: Part,
  kind: 'stampede' | 'again' = 'stampede',
): Promise<{ calls: number; answered: number; failed: number; wrong: number }> {
  const { calls, answered, failed, wrong } = (await demo.stage[kind](part)).view();
  return { calls, answered, failed, wrong };
}
