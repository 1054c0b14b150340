import { describe, expect, it } from 'vitest';
import { currentAge } from '../src/index.js';
import { DATE, HOUR, httpDate, NOW, request, SECOND, stored, URL_A } from './messages.js';

const names = (headers: readonly (readonly [string, string])[]) => headers.map(([name]) => name);

describe('the headers kept', () => {
  it('are all that were received, unknown ones too, in their order', () => {
    const { headers } = stored([
      ['Date', DATE],
      ['X-B', '1'],
      ['Cache-Control', 'max-age=60'],
      ['X-A', '2'],
      ['X-B', '3'],
    ]);

    expect(headers).toEqual([
      ['date', DATE],
      ['x-b', '1'],
      ['cache-control', 'max-age=60'],
      ['x-a', '2'],
      ['x-b', '3'],
    ]);
  });

  it.each([
    'Connection',
    'Keep-Alive',
    'Proxy-Authenticate',
    'Proxy-Authentication-Info',
    'Proxy-Authorization',
    'Proxy-Connection',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
  ])('are not those of the connection: %s', (name) => {
    expect(names(stored({ [name]: 'x', 'X-A': '1' }).headers)).toEqual(['x-a']);
  });

  it('are not those that Connection lists', () => {
    expect(names(stored({ Connection: 'A, close,b', A: '1', B: '2', C: '3' }).headers)).toEqual([
      'c',
    ]);
  });

  it('are the limits of reuse, even where Connection lists them', () => {
    const headers = { Connection: 'cache-control, vary', 'Cache-Control': 'max-age=60', Vary: 'A' };

    expect(names(stored(headers).headers)).toEqual(['cache-control', 'vary']);
  });

  it('are not those that no-cache bars', () => {
    const headers = { 'Cache-Control': 'max-age=60, no-cache="A, b"', A: '1', B: '2', C: '3' };

    expect(names(stored(headers).headers)).toEqual(['cache-control', 'c']);
  });

  it('are not those that private bars, where the cache is shared', () => {
    const headers = { 'Cache-Control': 'max-age=60, private="a"', A: '1' };

    expect(names(stored(headers).headers)).toEqual(['cache-control', 'a']);
    expect(names(stored(headers, { policy: { mode: 'shared' } }).headers)).toEqual([
      'cache-control',
    ]);
  });

  it('have each cookie on its own line, where cookies are stored', () => {
    const cookies = [
      ['Set-Cookie', 'a=1, b'],
      ['Set-Cookie', 'c=2'],
    ] as const;

    expect(stored(cookies, { policy: { storeSetCookie: true } }).headers).toEqual([
      ['set-cookie', 'a=1, b'],
      ['set-cookie', 'c=2'],
    ]);
  });
});

describe('the rest', () => {
  it('is plain data that survives JSON', () => {
    const result = stored(
      { 'Cache-Control': 'max-age=60', Vary: 'A', Date: DATE },
      { asked: request({ A: '1' }) },
    );

    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(result).toMatchObject({
      target: URL_A,
      selecting: [['a', '1']],
      status: 200,
      date: NOW,
    });
  });

  it.each([
    ['max-age=60', { validateAlways: false, validateStale: false, immutable: false }],
    [
      'max-age=60, must-revalidate, stale-while-revalidate=5, stale-if-error=6',
      { validateStale: true, staleWhileRevalidate: 0, staleIfError: 0 },
    ],
    [
      'max-age=60, stale-while-revalidate=5, stale-if-error=6',
      { staleWhileRevalidate: 5000, staleIfError: 6000 },
    ],
    [
      'no-cache, stale-while-revalidate=5',
      { validateAlways: true, validateStale: true, staleWhileRevalidate: 0 },
    ],
    ['max-age=60, proxy-revalidate, s-maxage=1', { validateStale: false }],
    ['max-age=60, immutable', { immutable: true }],
  ])('holds the terms of %s', (cacheControl, expected) => {
    expect(stored({ 'Cache-Control': cacheControl }).terms).toMatchObject(expected);
  });

  it.each(['max-age=60, proxy-revalidate', 's-maxage=60'])(
    'holds that %s must be revalidated where shared',
    (cacheControl) => {
      expect(
        stored({ 'Cache-Control': cacheControl }, { policy: { mode: 'shared' } }).terms
          .validateStale,
      ).toBe(true);
    },
  );

  it('holds the windows of the owner where the response has none, and may be stale at all', () => {
    const policy = { staleWhileRevalidate: 7, staleIfError: 8 };

    expect(stored({}, { policy }).terms).toMatchObject({
      staleWhileRevalidate: 7,
      staleIfError: 8,
    });
    expect(
      stored({ 'Cache-Control': 'stale-while-revalidate=1' }, { policy }).terms
        .staleWhileRevalidate,
    ).toBe(SECOND);
    expect(
      stored({ 'Cache-Control': 'must-revalidate' }, { policy }).terms.staleWhileRevalidate,
    ).toBe(0);
    expect(
      stored({ 'Cache-Control': 'must-revalidate' }, { policy: { ...policy, ttl: 1 } }).terms
        .staleWhileRevalidate,
    ).toBe(7);
  });
});

it('survives JSON even when it lasts for ever', () => {
  const policy = { ttl: Infinity, staleWhileRevalidate: Infinity, staleIfError: Infinity };
  const result = stored({}, { policy });

  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  expect(result.terms.lifetime).toBeGreaterThan(60 * 365 * 24 * HOUR);
});

describe('its age', () => {
  it.each([
    ['no sign of age', {}, 0],
    ['Age', { Age: '30' }, 30 * SECOND],
    ['an old Date', { Date: httpDate(NOW - HOUR) }, HOUR],
    ['a Date in the future', { Date: httpDate(NOW + HOUR) }, 0],
    ['a Date that is older than Age', { Date: httpDate(NOW - HOUR), Age: '30' }, HOUR],
    ['an Age that is older than Date', { Date: httpDate(NOW - SECOND), Age: '30' }, 30 * SECOND],
    ['an Age that cannot be read', { Age: '-7200' }, 0],
  ])('on arrival, with %s', (_, headers, expected) => {
    expect(stored(headers).initialAge).toBe(expected);
  });

  it('counts the time that the answer took', () => {
    expect(stored({ Age: '30' }, { sentAt: NOW - 5 * SECOND }).initialAge).toBe(35 * SECOND);
    expect(stored({}, { sentAt: NOW + 5 * SECOND }).initialAge).toBe(0);
  });

  it('grows while it is stored', () => {
    expect(currentAge(stored({ Age: '30' }), NOW + 5)).toBe(30 * SECOND + 5);
  });

  it('never shrinks, even if the clock goes backwards', () => {
    expect(currentAge(stored({ Age: '30' }), NOW - HOUR)).toBe(30 * SECOND);
  });

  it('needs no clock that agrees with the calendar', () => {
    const result = stored({ Date: DATE }, { sentAt: 12, receivedAt: 15 });

    expect(result.initialAge).toBe(3);
    expect(currentAge(result, 20)).toBe(8);
  });
});
