/** How fast we mean to be: at the most so many times the limit's time, and the best peer's. */
export interface Goal {
  readonly limit?: number;
  readonly bestPeer?: number;
}

/** By workload. Workloads that are not named here are shown, and have no goal. */
export const goals: Readonly<Record<string, Goal>> = {
  'hot-hit': { limit: 1.2, bestPeer: 0.75 },
  'hot-burst': { limit: 1.2, bestPeer: 1 },
  'zipf-hits': { limit: 1.3, bestPeer: 0.65 },
  peek: { limit: 1.4, bestPeer: 0.7 },
  miss: { limit: 1.9, bestPeer: 0.6 },
  stampede: { limit: 1.15, bestPeer: 1.1 },
  'many-stampedes': { limit: 1.35, bestPeer: 1 },
  'zipf-mixed': { limit: 1.25, bestPeer: 0.6 },
};
