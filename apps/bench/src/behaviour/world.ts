import { install } from '@sinonjs/fake-timers';

/** What became of a promise by now. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'pending' };

/** Time that stands still, and all that a check may do with it. */
export interface World {
  /** Lets everything run that is due now. */
  settle(): Promise<void>;
  /** Moves time on, and runs what falls due. */
  advance(milliseconds: number): Promise<void>;
  /** Sets the wall clock forward, or back; the monotonic clock does not notice. */
  jumpWallClock(milliseconds: number): void;
  /** What has become of a promise once everything ran that is due within the time given. */
  outcome(promise: unknown, within?: number): Promise<Outcome>;
  /** Rejections that nobody took since this was last asked. */
  unhandledRejections(): number;
}

const TURNS = 5;

/**
 * Replaces the clocks and timers of this process. To be called before any library is imported: some keep the platform's
 * functions from then.
 */
export function fakeWorld(): World {
  const macrotask = globalThis.setImmediate;
  const clock = install({ toNotFake: ['nextTick', 'queueMicrotask'] });
  let unhandled = 0;
  process.on('unhandledRejection', () => unhandled++);

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < TURNS; turn++) {
      await clock.tickAsync(0);
      await new Promise<void>((resolve) => macrotask(resolve));
    }
  };
  const advance = async (milliseconds: number): Promise<void> => {
    await clock.tickAsync(milliseconds);
    await settle();
  };
  return {
    settle,
    advance,
    jumpWallClock: (milliseconds) => clock.setSystemTime(Date.now() + milliseconds),
    async outcome(promise, within = 0) {
      let outcome: Outcome = { kind: 'pending' };
      Promise.resolve(promise).then(
        (value) => {
          outcome = { kind: 'value', value };
        },
        (error) => {
          outcome = { kind: 'error', error };
        },
      );
      await settle();
      if (within > 0) await advance(within);
      return outcome;
    },
    unhandledRejections() {
      const seen = unhandled;
      unhandled = 0;
      return seen;
    },
  };
}
