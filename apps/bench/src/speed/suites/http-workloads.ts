import type { WorkloadGoal } from './suite.js';

/** What every HTTP client is put to. */
export const httpWorkloads: readonly WorkloadGoal[] = [
  { file: 'hit' },
  { file: 'large-hit' },
  { file: 'zipf-hits' },
  { file: 'stampede' },
];
