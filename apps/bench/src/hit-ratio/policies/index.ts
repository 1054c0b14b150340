import { arc } from './arc.js';
import { belady } from './belady.js';
import { fifo } from './fifo.js';
import { lru } from './lru.js';
import { ours } from './ours.js';
import type { Policy } from './policy.js';
import { s3Fifo } from './s3-fifo.js';
import { sieve } from './sieve.js';
import { twoQ } from './two-q.js';
import { wTinyLfu } from './w-tiny-lfu.js';

/** In the order of the report; the last is the optimum. */
export const policies: readonly Policy[] = [
  ours,
  lru,
  fifo,
  sieve,
  s3Fifo,
  twoQ,
  arc,
  wTinyLfu,
  belady,
];
