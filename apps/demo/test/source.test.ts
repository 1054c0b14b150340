import { expect, it } from 'vitest';
import { sourceOf } from '../src/live/source.js';

it.each([
  ['sameflight; hit; ttl=42', 'hit'],
  ['sameflight; hit; ttl=-3', 'stale'],
  ['sameflight; hit; detail=stale', 'stale'],
  ['sameflight; fwd=uri-miss; ttl=59; collapsed', 'joined'],
  ['sameflight; fwd=stale; detail=stale-if-error', 'fallback'],
  ['sameflight; fwd=stale; fwd-status=503; ttl=-2; detail=server-error', 'fallback'],
  ['sameflight; fwd=stale; ttl=-2; detail=disconnected; collapsed', 'fallback'],
  ['sameflight; fwd=miss; stored', 'fetched'],
  ['', 'fetched'],
])('reads “%s” as %s', (cacheStatus, source) => {
  expect(sourceOf(200, cacheStatus)).toBe(source);
});

it('counts every error as failed', () => {
  expect(sourceOf(502, 'sameflight; hit')).toBe('failed');
});
