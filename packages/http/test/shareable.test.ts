import { describe, expect, it } from 'vitest';
import {
  ANYONE,
  type CachePolicy,
  type HeaderSource,
  type RequestHead,
  shareable,
} from '../src/index.js';
import { DATE, exchange, HOUR, httpDate, NOW, request, stored, URL_A } from './messages.js';

interface Circumstances {
  readonly policy?: CachePolicy;
  readonly asked?: RequestHead;
  readonly status?: number;
  readonly wasRedirected?: boolean;
}

function verdict(headers: HeaderSource, { policy = {}, ...rest }: Circumstances = {}): string {
  const { may, reason } = shareable(exchange(headers, rest), policy);
  return `${may}: ${reason}`;
}

const shared: CachePolicy = { mode: 'shared' };
const fresh = { 'Cache-Control': 'max-age=60' };
const lastModified = { Date: DATE, 'Last-Modified': httpDate(NOW - 10 * HOUR) };

describe('shared with those who wait, and stored', () => {
  it.each([
    [fresh, 'share: fresh'],
    [{ 'Cache-Control': 'private, max-age=60' }, 'share: fresh'],
    [{ 'Cache-Control': 'public, max-age=60' }, 'share: fresh'],
    [{ Expires: httpDate(NOW + HOUR), Date: DATE }, 'share: fresh'],
    [lastModified, 'share: fresh'],
    [{ ...fresh, Vary: 'Accept' }, 'share: fresh'],
    [{ 'Cache-Control': 'max-age=0, stale-while-revalidate=60' }, 'share: stale-while-revalidate'],
    [{ 'Cache-Control': 'no-cache="X-A", max-age=60' }, 'share: fresh'],
  ])('%j', (headers, expected) => {
    expect(verdict(headers)).toBe(expected);
  });

  it('an error that says until when it is fresh', () => {
    const headers = { Expires: httpDate(NOW + HOUR), Date: DATE };

    expect(verdict(headers, { status: 500 })).toBe('share: fresh');
  });

  it.each([
    200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504, 599,
  ])('a %d that says how long it is fresh', (status) => {
    expect(verdict(fresh, { status })).toBe('share: fresh');
  });
});

describe('stored, but those who wait ask for themselves', () => {
  it.each([
    [{ 'Cache-Control': 'no-cache, max-age=60' }, 'store: no-cache'],
    [{ 'Cache-Control': 'no-cache=""' }, 'store: no-cache'],
    [{ 'Cache-Control': 'max-age=0' }, 'store: stale'],
    [{ 'Cache-Control': 'max-age=0, max-age=60' }, 'store: stale'],
    [{ 'Cache-Control': 'max-age=60', Age: '60' }, 'store: stale'],
    [{ 'Cache-Control': 'max-age=60', Date: httpDate(NOW - HOUR) }, 'store: stale'],
    [{ Expires: '0' }, 'store: stale'],
    [{ ETag: '"a"' }, 'store: no-freshness'],
    [{}, 'store: no-freshness'],
  ])('%j', (headers, expected) => {
    expect(verdict(headers)).toBe(expected);
  });
});

describe('for its asker alone, because of the response (H-05, H-06, H-07, H-09)', () => {
  it.each([
    [{ 'Cache-Control': 'no-store' }, 'no-store'],
    [{ 'Cache-Control': 'No-StOrE, max-age=60' }, 'no-store'],
    [{ 'Cache-Control': 'max-age=60, no-store', Expires: httpDate(NOW + HOUR) }, 'no-store'],
    [{ ...fresh, Vary: '*' }, 'vary'],
    [{ ...fresh, Vary: 'Accept, *' }, 'vary'],
    [{ ...fresh, Vary: 'foo bar' }, 'vary'],
    [{ ...fresh, 'Set-Cookie': 'session=1' }, 'set-cookie'],
    [{ 'Cache-Control': 'public, max-age=60', 'Set-Cookie': 'session=1' }, 'set-cookie'],
    [{ ...fresh, 'Content-Type': 'text/event-stream' }, 'endless'],
    [{ ...fresh, 'Content-Type': 'Text/Event-Stream ; charset=utf-8' }, 'endless'],
    [{ ...fresh, 'Content-Type': 'multipart/x-mixed-replace;boundary=x' }, 'endless'],
    [{ 'Cache-Control': 'max-age=60, private="x' }, 'malformed-cache-control'],
    [{ 'Cache-Control': 'max-age = 60' }, 'malformed-cache-control'],
    [{ 'Cache-Control': 'no store, max-age=60' }, 'malformed-cache-control'],
    [
      [
        ['Cache-Control', 'max-age=60'],
        ['Cache-Control', 'no-store'],
      ] as const,
      'no-store',
    ],
    [
      [
        ['Cache-Control', 'max-age=60'],
        ['Cache-Control', '\u0000'],
      ] as const,
      'malformed-cache-control',
    ],
  ])('%j', (headers, reason) => {
    expect(verdict(headers)).toBe(`pass: ${reason}`);
  });

  it.each([100, 101, 206, 304, 401, 403, 407, 428, 429, 431, 511, 600, 999])(
    'a %d, whatever it says',
    (status) => {
      expect(verdict(fresh, { status })).toBe('pass: status');
    },
  );

  it.each([201, 202, 302, 307, 400, 418, 500, 502, 503, 504, 599])(
    'a %d that says nothing',
    (status) => {
      expect(verdict(lastModified, { status })).toBe('pass: not-cacheable');
    },
  );

  it('a status that nobody understands, when it must be understood', () => {
    const demanding = { 'Cache-Control': 'max-age=60, no-store, must-understand' };

    expect(verdict(demanding, { status: 599 })).toBe('pass: must-understand');
    expect(verdict(demanding, { status: 200 })).toBe('share: fresh');
  });
});

describe('for its asker alone, because of the request (H-08, H-09)', () => {
  it.each([
    ['method', request({}, { method: 'PUT' })],
    ['method', request({}, { method: 'HEAD' })],
    ['method', request({}, { method: 'POST' })],
    ['method', request({}, { method: 'get' })],
    ['method', request({}, { method: 'M-SEARCH' })],
    ['method', request({}, { method: 'QUERY', hasBody: true })],
    ['request-body', request({}, { hasBody: true })],
    ['request-no-store', request({ 'Cache-Control': 'no-store' })],
    ['method-override', request({ 'X-HTTP-Method-Override': 'POST' })],
    ['method-override', request({ 'X-Method-Override': 'DELETE' })],
  ])('%s', (reason, asked) => {
    expect(verdict(fresh, { asked })).toBe(`pass: ${reason}`);
  });

  it('redirected', () => {
    expect(verdict(fresh, { wasRedirected: true })).toBe('pass: redirected');
  });

  it('stores the answer to a POST that says it is the page itself, for a later GET (RFC 9110 §9.3.3)', () => {
    const asked = request({}, { method: 'POST', hasBody: true });

    expect(verdict({ ...fresh, 'Content-Location': '/a' }, { asked })).toBe('store: post');
    expect(verdict({ ...fresh, 'Content-Location': URL_A }, { asked })).toBe('store: post');
    expect(verdict({ ...fresh, 'Content-Location': '/b' }, { asked })).toBe('pass: method');
    expect(verdict({ ...fresh, 'Content-Location': 'https://[' }, { asked })).toBe('pass: method');
    expect(verdict({ ...lastModified, 'Content-Location': '/a' }, { asked })).toBe('pass: method');
  });

  it.each([199, 303, 400, 422, 503])('stores no %d to a POST, whatever it says', (status) => {
    const asked = request({}, { method: 'POST', hasBody: true });

    expect(verdict({ ...fresh, 'Content-Location': '/a' }, { asked, status })).toBe('pass: method');
  });
});

describe('where the cache is shared (H-01)', () => {
  const asked = request({ Authorization: 'Bearer 1' });

  it.each([
    'private, max-age=60',
    'Private, max-age=60',
    'private="", max-age=60',
    'private="x y", max-age=60',
    'private, private="x", max-age=60',
  ])('keeps %s from everybody else', (cacheControl) => {
    expect(verdict({ 'Cache-Control': cacheControl }, { policy: shared })).toBe('pass: private');
  });

  it.each(['max-age=60', 'private="x", max-age=60'])(
    'keeps an answer to Authorization with %s from everybody else',
    (cacheControl) => {
      expect(verdict({ 'Cache-Control': cacheControl }, { policy: shared, asked })).toBe(
        'pass: authorization',
      );
    },
  );

  it.each(['public, max-age=60', 's-maxage=60', 'max-age=60, must-revalidate'])(
    'stores an answer to Authorization with %s',
    (cacheControl) => {
      expect(verdict({ 'Cache-Control': cacheControl }, { policy: shared, asked })).toBe(
        'share: fresh',
      );
    },
  );

  it('takes private for a permission only where it is not', () => {
    expect(verdict({ 'Cache-Control': 'private' }, { status: 599 })).toBe('store: no-freshness');
    expect(verdict({ 'Cache-Control': 's-maxage=60' }, { status: 599 })).toBe(
      'pass: not-cacheable',
    );
    expect(verdict({ 'Cache-Control': 's-maxage=60' }, { status: 599, policy: shared })).toBe(
      'share: fresh',
    );
  });
});

describe('a minted cookie (H-07)', () => {
  it('goes to everyone only if the owner of the cache says so', () => {
    const headers = { ...fresh, 'Set-Cookie': 'session=1' };

    expect(verdict(headers, { policy: { storeSetCookie: true } })).toBe('share: fresh');
  });

  it('does not bind the rest of a response that bars it from reuse', () => {
    const headers = {
      'Cache-Control': 'max-age=60, no-cache="Set-Cookie"',
      'Set-Cookie': 'session=1',
    };

    expect(verdict(headers)).toBe('share: fresh');
  });
});

describe("the caller's own lifetime", () => {
  const policy: CachePolicy = { ttl: HOUR };

  it.each(['no-store', 'no-cache', 'max-age=0, must-revalidate', 'max-age = 60', 'private'])(
    'overrides %s',
    (cacheControl) => {
      expect(verdict({ 'Cache-Control': cacheControl }, { policy })).toBe('share: fresh');
    },
  );

  it.each([
    ['vary', { Vary: '*' }],
    ['set-cookie', { 'Set-Cookie': 'session=1' }],
    ['endless', { 'Content-Type': 'text/event-stream' }],
  ])('does not override %s: whom it is for is not a matter of time', (reason, headers) => {
    expect(verdict(headers, { policy })).toBe(`pass: ${reason}`);
  });

  it('does not override private where the cache is shared', () => {
    const both: CachePolicy = { ...policy, ...shared };

    expect(verdict({ 'Cache-Control': 'private' }, { policy: both })).toBe('pass: private');
    expect(verdict({ 'Cache-Control': 'private="x' }, { policy: both })).toBe('pass: private');
  });

  it('does not make a public answer of what cannot be read', () => {
    const asked = request({ Authorization: 'Bearer 1' });
    const policyOfShared: CachePolicy = { ...policy, ...shared };

    expect(verdict({ 'Cache-Control': 'public' }, { policy: policyOfShared, asked })).toBe(
      'share: fresh',
    );
    expect(verdict({ 'Cache-Control': 'public, x y' }, { policy: policyOfShared, asked })).toBe(
      'pass: private',
    );
    expect(stored({ 'Cache-Control': 'public, x y' }, { policy, asked }).scope).not.toBe(ANYONE);
  });

  it.each([206, 304, 401, 403, 429])('does not store a %d', (status) => {
    expect(verdict({}, { policy, status })).toBe('pass: status');
  });

  it('of nothing is stale at once', () => {
    expect(verdict(fresh, { policy: { ttl: 0 } })).toBe('store: stale');
  });
});
