import type { FetchOptions } from '@sameflight/core';

/** For objects that live for one request: nothing is to run on them after its answer. */
export const IN_THE_FOREGROUND: FetchOptions = {
  staleWhileRevalidate: 0,
  refreshAhead: 0,
  softTimeout: Number.POSITIVE_INFINITY,
};

/** Do these options ask for runs that go on after the answer? */
export function refreshesLater(options: Omit<FetchOptions, 'tags'>): boolean {
  const { staleWhileRevalidate = 0, refreshAhead = 0, softTimeout } = options;
  const leaves = softTimeout !== undefined && softTimeout !== Number.POSITIVE_INFINITY;
  return staleWhileRevalidate > 0 || refreshAhead > 0 || leaves;
}

/** What is wrong where they do. */
export const NOT_LATER: string =
  'lives for one request, so it cannot be refreshed after the answer; leave staleWhileRevalidate, refreshAhead and softTimeout out, or let it be a singleton';
