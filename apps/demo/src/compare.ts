import { CacheManager } from '@sameflight/core';
import { type Figures, openLane } from './lane.js';
import type { Plan } from './plan.js';
import type { UpstreamOptions } from './upstream.js';

/** The same traffic, twice. */
export interface Comparison {
  readonly without: Figures;
  readonly withSameflight: Figures;
}

export interface CompareOptions {
  readonly plan: Plan;
  readonly upstream: UpstreamOptions;
  /** How long the service keeps an answer, in milliseconds. */
  readonly ttl: number;
  readonly signal: AbortSignal;
  /** Called twice a second while the traffic runs. */
  readonly onProgress: (soFar: Comparison) => void;
}

/**
 * Runs the same clients against a service without Sameflight and one with it, side by side.
 *
 * @throws the reason of `signal` if it aborts before the traffic has ended
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const { plan, upstream, ttl, signal, onProgress } = options;
  const plain = await openLane(upstream);
  const coalesced = await openLane(upstream, new CacheManager({ maxEntries: 1000, ttl }));
  const soFar = (): Comparison => ({
    without: plain.figures(),
    withSameflight: coalesced.figures(),
  });

  const ticker = setInterval(() => onProgress(soFar()), 500);
  try {
    await Promise.all([plain.run(plan, signal), coalesced.run(plan, signal)]);
    signal.throwIfAborted();
    return soFar();
  } finally {
    clearInterval(ticker);
    await Promise.all([plain.close(), coalesced.close()]);
  }
}

/** Whether every answer was right and no key was ever fetched twice at once. */
export function coalescingHeld({ withSameflight }: Comparison): boolean {
  const { answered, wrong, mostAtOnce, callsSaved } = withSameflight;
  return answered > 0 && wrong === 0 && mostAtOnce === 1 && callsSaved > 0;
}
