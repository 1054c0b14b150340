/**
 * Looks inside after every test, whatever it tests: sizes and weights add up, and once the test's caches are closed no
 * flight, listener or timer is left, no rejection went unhandled, and nothing was printed as a warning.
 *
 * A setup file of vitest. Two modules of the core are watched from outside, as its public face shows none of this.
 */
import { afterAll, afterEach, beforeEach, expect, vi } from 'vitest';
import type { CacheCore } from '../src/cache-core.js';
import type { CacheOptions } from '../src/options.js';
import { Listeners } from './oracle/listeners.js';
import { Noises } from './oracle/noises.js';
import { WatchedCore } from './oracle/watched-core.js';

/** What the watched modules tell. They are set up before anything else here. */
const watch = vi.hoisted(() => ({
  onCore: (_core: CacheCore): void => {},
  onListen: (_signal: AbortSignal, listen: () => void): void => listen(),
}));

vi.mock('../src/cache-core.js', async (original) => {
  const { CacheCore: Original } = await original<typeof import('../src/cache-core.js')>();
  class Seen extends Original {
    constructor(options: CacheOptions) {
      super(options);
      watch.onCore(this);
    }
  }
  return { CacheCore: Seen };
});

vi.mock('../src/abort-hub.js', async (original) => {
  const { listenToAbort, ...others } = await original<typeof import('../src/abort-hub.js')>();
  const seen: typeof listenToAbort = (signal, listener) =>
    watch.onListen(signal, () => listenToAbort(signal, listener));
  return { ...others, listenToAbort: seen };
});

const noises = new Noises();
const listeners = new Listeners();
/** The caches of one test, and those of a whole file, which are closed with it. */
let own: WatchedCore[] = [];
const shared: WatchedCore[] = [];
let isInTest = false;
watch.onCore = (core) => (isInTest ? own : shared).push(new WatchedCore(core));
watch.onListen = (signal, listen) => listeners.note(signal, listen);

beforeEach(() => {
  isInTest = true;
});

afterEach(async () => {
  isInTest = false;
  const ended = own;
  own = [];
  for (const core of [...shared, ...ended]) core.checkBooks();
  await checkClosed(ended);
  expect(listeners.takeLeft(), 'listeners on the signals of callers').toBe(0);
  expect(await noises.take(), 'unhandled rejections and warnings').toEqual([]);
});

afterAll(async () => {
  await checkClosed(shared);
  noises.close();
});

async function checkClosed(cores: readonly WatchedCore[]): Promise<void> {
  for (const core of cores) await core.close();
  for (const core of cores) core.checkEmpty();
}
