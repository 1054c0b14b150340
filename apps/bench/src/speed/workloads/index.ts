/** The files in this directory, in the order of the report. */
export const workloadFiles: readonly string[] = [
  'hot-hit',
  'hot-burst',
  'zipf-hits',
  'peek',
  'miss',
  'stampede',
  'many-stampedes',
  'zipf-mixed',
  'stale-hits',
  'signal-hits',
  'options-hits',
  'tagged-hits',
  'tagged-miss',
  'batch-hits',
  'batch-miss',
];
