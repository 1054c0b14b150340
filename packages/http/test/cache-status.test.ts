import { describe, expect, it } from 'vitest';
import { formatCacheStatus, headerList, withCacheStatus } from '../src/index.js';

describe('Cache-Status (RFC 9211)', () => {
  it.each([
    [{ hit: true, ttl: 376_000 }, 'Sameflight; hit; ttl=376'],
    [{ hit: true, ttl: -412_000 }, 'Sameflight; hit; ttl=-412'],
    [{ hit: true, ttl: 1999 }, 'Sameflight; hit; ttl=1'],
    [{ hit: true, ttl: Infinity }, 'Sameflight; hit; ttl=999999999999999'],
    [{ hit: false, fwd: 'uri-miss', stored: true }, 'Sameflight; fwd=uri-miss; stored'],
    [
      { fwd: 'stale', fwdStatus: 304, collapsed: true },
      'Sameflight; fwd=stale; fwd-status=304; collapsed',
    ],
    [{ fwd: 'bypass', detail: 'set-cookie' }, 'Sameflight; fwd=bypass; detail=set-cookie'],
    [{ detail: 'say "no" \\ yes' }, 'Sameflight; detail="say \\"no\\" \\\\ yes"'],
    [{ detail: '9 lives' }, 'Sameflight; detail="9 lives"'],
    [{ detail: 'ü\n' }, 'Sameflight'],
  ] as const)('tells of %j', (status, expected) => {
    expect(formatCacheStatus({ cache: 'Sameflight', ...status })).toBe(expected);
  });

  it('names a cache whose name is no token in quotes', () => {
    expect(formatCacheStatus({ cache: 'my cache' })).toBe('"my cache"');
  });

  it('comes after what caches nearer to the origin told', () => {
    const headers = headerList([
      ['Cache-Status', 'Origin; hit'],
      ['X-A', '1'],
      ['Cache-Status', 'CDN; fwd=miss'],
    ]);

    expect(withCacheStatus(headers, { cache: 'Sameflight', hit: true })).toEqual([
      ['x-a', '1'],
      ['cache-status', 'Origin; hit, CDN; fwd=miss, Sameflight; hit'],
    ]);
  });
});
