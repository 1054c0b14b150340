import { CacheManager, type CacheOptions } from '@sameflight/core';
import { FakeClock } from '@sameflight/core/testing';
import { afterEach, expect } from 'vitest';

interface Made {
  readonly cache: CacheManager;
  readonly clock: FakeClock;
  readonly options: CacheOptions;
}

const made = new Set<Made>();
const noises: unknown[] = [];
const runtime = globalThis as { process?: Pick<NodeJS.Process, 'on'> };
for (const noise of ['warning', 'unhandledRejection'] as const)
  runtime.process?.on(noise as 'warning', (told: unknown) => noises.push(told));

/** A cache under a clock that stands still, looked over and closed when its test has ended. */
export function testCache(options: CacheOptions = {}): Pick<Made, 'cache' | 'clock'> {
  const clock = new FakeClock(1_000);
  const cache = new CacheManager({ clock, ...options });
  made.add({ cache, clock, options });
  return { cache, clock };
}

/** Lets everything that is ready run: microtasks, and one turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

// The oracle: after every test, whatever it tests.
afterEach(async () => {
  const all = [...made];
  made.clear();
  for (const one of all) await lookOver(one);
  await turn();
  expect(noises.splice(0)).toEqual([]);
});

async function lookOver({ cache, clock, options }: Made): Promise<void> {
  const { entries, weight } = cache.stats();
  expect(entries).toBeLessThanOrEqual(options.maxEntries ?? 1_000);
  expect(weight).toBeLessThanOrEqual(options.maxWeight ?? 0);
  await cache.close();
  expect(cache.stats()).toMatchObject({ entries: 0, weight: 0, flights: 0 });
  expect(clock.timers).toBe(0);
}
