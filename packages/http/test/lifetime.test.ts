import { describe, expect, it } from 'vitest';
import type { CachePolicy, HeaderSource } from '../src/index.js';
import { DATE, HOUR, httpDate, NOW, SECOND, stored } from './messages.js';

const lifetime = (headers: HeaderSource, policy: CachePolicy = {}, status = 200) =>
  stored(headers, { policy, status }).terms.lifetime;
const from = (offset: number) => httpDate(NOW + offset);
const shared: CachePolicy = { mode: 'shared' };

describe('explicit', () => {
  it.each([
    [{ 'Cache-Control': 'max-age=60' }, 60 * SECOND],
    [{ 'Cache-Control': 'max-age=60', Expires: from(HOUR), Date: DATE }, 60 * SECOND],
    [{ 'Cache-Control': 'max-age=60', Expires: '0' }, 60 * SECOND],
    [{ 'Cache-Control': 'max-age=0', Expires: from(HOUR), Date: DATE }, 0],
    [{ 'Cache-Control': 'max-age=-60', Expires: from(HOUR), Date: DATE }, 0],
    [{ 'Cache-Control': 's-maxage=3600, max-age=1' }, SECOND],
    [{ 'Cache-Control': 's-maxage=3600' }, 0],
    [{ Expires: from(HOUR), Date: DATE }, HOUR],
    [{ Expires: from(HOUR), Date: from(-HOUR) }, 2 * HOUR],
    [{ Expires: from(HOUR) }, HOUR],
    [{ Expires: from(HOUR), Date: 'foo' }, HOUR],
    [{ Expires: from(300 * SECOND), Date: from(400 * SECOND) }, 0],
    [{ Expires: DATE, Date: DATE }, 0],
    [{ Expires: '0', Date: DATE, 'Last-Modified': from(-HOUR) }, 0],
    [
      [
        ['Expires', from(HOUR)],
        ['Expires', from(HOUR)],
      ] as const,
      0,
    ],
  ])('%j', (headers, expected) => {
    expect(lifetime(headers)).toBe(expected);
  });

  it('heeds s-maxage where the cache is shared', () => {
    expect(lifetime({ 'Cache-Control': 'max-age=1, s-maxage=60' }, shared)).toBe(60 * SECOND);
    expect(lifetime({ 'Cache-Control': 'max-age=60, s-maxage=1' }, shared)).toBe(SECOND);
    expect(lifetime({ 'Cache-Control': 'max-age=60, s-maxage=x' }, shared)).toBe(0);
    expect(lifetime({ 'Cache-Control': 's-maxage=60', Expires: from(-HOUR) }, shared)).toBe(
      60 * SECOND,
    );
  });
});

describe('guessed', () => {
  const modified = { Date: DATE, 'Last-Modified': from(-10 * HOUR) };

  it('is a tenth of the time since the last change', () => {
    expect(lifetime(modified)).toBe(HOUR);
  });

  it('is a day at most', () => {
    expect(lifetime({ Date: DATE, 'Last-Modified': from(-10_000 * HOUR) })).toBe(24 * HOUR);
  });

  it.each([203, 204, 300, 301, 308, 404, 405, 410, 414, 501])('for %d', (status) => {
    expect(lifetime(modified, {}, status)).toBe(HOUR);
  });

  it.each([201, 202, 302, 307, 400, 403, 500, 502, 503, 504, 599])('not for %d', (status) => {
    expect(lifetime(modified, {}, status)).toBe(0);
  });

  it('for any status that is public', () => {
    expect(lifetime({ ...modified, 'Cache-Control': 'public' }, {}, 599)).toBe(HOUR);
  });

  it.each([DATE, from(HOUR), 'yesterday'])('not from a last change at %j', (at) => {
    expect(lifetime({ Date: DATE, 'Last-Modified': at })).toBe(0);
  });

  it('not where a lifetime is stated, however badly', () => {
    expect(lifetime({ ...modified, 'Cache-Control': 'max-age=x' })).toBe(0);
    expect(lifetime({ ...modified, Expires: 'never' })).toBe(0);
  });
});

it('is none where nothing is said', () => {
  expect(lifetime({})).toBe(0);
  expect(lifetime({ 'Cache-Control': 'foobar', ETag: '"a"' })).toBe(0);
});

describe('of the caller', () => {
  it('takes the place of what the response says', () => {
    expect(
      lifetime(
        { 'Cache-Control': 'no-cache, no-store, max-age=0, must-revalidate', Expires: '0' },
        { ttl: 5 },
      ),
    ).toBe(5);
  });

  it('counts from arrival, however old the response was then', () => {
    const { terms, initialAge } = stored({ Age: '60' }, { policy: { ttl: 5 } });

    expect(initialAge).toBe(60 * SECOND);
    expect(terms.lifetime).toBe(60 * SECOND + 5);
  });
});
