import { asyncCacheDedupe } from './async-cache-dedupe.js';
import { bentocache } from './bentocache.js';
import { cacheManager } from './cache-manager.js';
import { cacheable } from './cacheable.js';
import { epicCachified } from './cachified.js';
import type { Contestant } from './contestant.js';
import { layeredLoader } from './layered-loader.js';
import { limit } from './limit.js';
import { lruCache } from './lru-cache.js';
import { ocache } from './ocache.js';
import { pMemoizeWithQuickLru } from './p-memoize.js';
import { sameflight } from './sameflight.js';

/** Everyone who is measured, in the order of the report. */
export const contestants: readonly Contestant[] = [
  sameflight,
  limit,
  lruCache,
  asyncCacheDedupe,
  pMemoizeWithQuickLru,
  layeredLoader,
  cacheManager,
  cacheable,
  bentocache,
  epicCachified,
  ocache,
];
