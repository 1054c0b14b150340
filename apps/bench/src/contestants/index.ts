import { asyncCacheDedupe } from './async-cache-dedupe.js';
import type { Contestant } from './contestant.js';
import { limit } from './limit.js';
import { lruCache } from './lru-cache.js';
import { pMemoizeContestant } from './p-memoize.js';
import { sameflight } from './sameflight.js';

/** Everyone who is measured, in the order of the report. */
export const contestants: readonly Contestant[] = [
  sameflight,
  limit,
  lruCache,
  asyncCacheDedupe,
  pMemoizeContestant,
];
