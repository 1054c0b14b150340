import { belady } from './belady.js';
import { lru } from './lru.js';
import { ours } from './ours.js';
import type { Policy } from './policy.js';

/** In the order of the report; the last is the optimum. */
export const policies: readonly Policy[] = [ours, lru, belady];
