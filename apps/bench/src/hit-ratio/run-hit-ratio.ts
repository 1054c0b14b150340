import type { Policy } from './policies/policy.js';
import type { Trace } from './trace.js';

/** Capacities, as shares of the trace's keys. */
export const SHARES: readonly number[] = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2];

/** The share of requests that were hits, by policy. */
export interface HitRatioCell {
  readonly trace: string;
  readonly kind: Trace['kind'];
  readonly share: number;
  readonly capacity: number;
  readonly ratios: Readonly<Record<string, number>>;
}

/** Replays every trace at every size through every policy. */
export async function runHitRatio(
  traces: readonly Trace[],
  policies: readonly Policy[],
  tell: (line: string) => void,
): Promise<HitRatioCell[]> {
  const cells: HitRatioCell[] = [];
  for (const trace of traces) {
    tell(`hit ratio ${trace.name}`);
    for (const share of SHARES) {
      const capacity = Math.max(Math.round(trace.keys * share), 1);
      const ratios: Record<string, number> = {};
      for (const { name, replay } of policies)
        ratios[name] = (await replay(trace, capacity)) / trace.requests.length;
      cells.push({ trace: trace.name, kind: trace.kind, share, capacity, ratios });
    }
  }
  return cells;
}
