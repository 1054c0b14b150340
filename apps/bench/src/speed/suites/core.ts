import type { Contestant } from '../../contestants/contestant.js';
import type { Suite } from './suite.js';

export const core: Suite<Contestant> = {
  name: 'core',
  title: 'In memory',
  directory: 'core',
  limit: {
    name: 'limit',
    is: 'a plain `Map` of promises with a FIFO bound: no expiry, no features',
  },
  ours: 'sameflight',
  workloads: [
    { file: 'hot-hit', limit: 1.2, bestPeer: 0.75 },
    { file: 'hot-burst', limit: 1.2, bestPeer: 1 },
    { file: 'zipf-hits', limit: 1.3, bestPeer: 0.65 },
    { file: 'peek', limit: 1.4, bestPeer: 0.7 },
    { file: 'miss', limit: 1.9, bestPeer: 0.6 },
    { file: 'stampede', limit: 1.15, bestPeer: 1.1 },
    { file: 'many-stampedes', limit: 1.35, bestPeer: 1 },
    { file: 'zipf-mixed', limit: 1.25, bestPeer: 0.6 },
    { file: 'stale-hits' },
    { file: 'signal-hits' },
    { file: 'options-hits' },
    { file: 'new-loader-hits' },
    { file: 'tagged-hits' },
    { file: 'tagged-miss' },
    { file: 'batch-hits' },
    { file: 'batch-miss' },
  ],
  contestants: async () => (await import('../../contestants/index.js')).contestants,
};
