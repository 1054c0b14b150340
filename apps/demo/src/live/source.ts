/** How a visitor was answered. */
export type Source = 'hit' | 'joined' | 'stale' | 'fallback' | 'fetched' | 'failed';

/** Reads it from the status of an answer and its `Cache-Status` header (RFC 9211). */
export function sourceOf(status: number, cacheStatus: string): Source {
  if (status >= 400) return 'failed';
  if (/detail=(stale-if-error|server-error|disconnected)/.test(cacheStatus)) return 'fallback';
  if (/; hit/.test(cacheStatus)) return /ttl=-|detail=stale/.test(cacheStatus) ? 'stale' : 'hit';
  return /; collapsed/.test(cacheStatus) ? 'joined' : 'fetched';
}

export function noSources(): Record<Source, number> {
  return { hit: 0, joined: 0, stale: 0, fallback: 0, fetched: 0, failed: 0 };
}
