import pMemoize from 'p-memoize';
import QuickLRU from 'quick-lru';
import type { Contestant, ContestantCache, Terms } from './contestant.js';

/** With the bounded cache that its documentation recommends. */
export const pMemoizeContestant: Contestant = {
  name: 'p-memoize',
  open({ maxEntries, ttl, load }: Terms): ContestantCache {
    const cache = new QuickLRU<string, unknown>({ maxSize: maxEntries, maxAge: ttl });
    return { get: pMemoize(load, { cache }) };
  },
};
