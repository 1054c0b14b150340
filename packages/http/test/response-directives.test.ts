import { describe, expect, it } from 'vitest';
import { headerList, responseDirectives } from '../src/index.js';

const said = (...lines: string[]) =>
  responseDirectives(headerList(lines.map((line) => ['Cache-Control', line] as const)));

describe('flags', () => {
  it.each([
    ['no-store', { noStore: true }],
    ['No-Store', { noStore: true }],
    ['no-store=1', { noStore: true }],
    ['private', { isPrivate: true }],
    ['PRIVATE', { isPrivate: true }],
    ['public', { isPublic: true }],
    ['must-revalidate', { mustRevalidate: true }],
    ['proxy-revalidate', { proxyRevalidate: true }],
    ['must-understand', { mustUnderstand: true }],
    ['immutable="whatever"', { immutable: true }],
    ['no-cache', { noCache: true }],
  ])('%s', (line, expected) => {
    expect(said(line)).toMatchObject({ malformed: false, ...expected });
  });

  it('ignores an argument that turns a permission into a riddle', () => {
    expect(said('public=no, must-understand=1')).toMatchObject({
      isPublic: false,
      mustUnderstand: false,
    });
  });

  it('says nothing without the field', () => {
    const silent = responseDirectives([]);

    expect(
      Object.values(silent).filter((result) => result !== undefined && result !== false),
    ).toEqual([[], []]);
  });
});

describe('durations, in milliseconds', () => {
  it.each([
    ['max-age=60', 60_000],
    ['max-age="60"', 60_000],
    ['max-age=003600', 3_600_000],
    ['max-age=0', 0],
    ['max-age=2147483647', 2_147_483_647_000],
    ['max-age=99999999999', 2_147_483_648_000],
    [`max-age=${'9'.repeat(400)}`, 2_147_483_648_000],
  ])('%s', (line, expected) => {
    expect(said(line).maxAge).toBe(expected);
  });

  it.each([
    'max-age',
    'max-age=-1',
    'max-age=1e9',
    'max-age=3600.0',
    'max-age=a3600',
    'max-age=3600a',
    "max-age='3600'",
    'max-age=""',
    'max-age=+5',
    'max-age=0x10',
  ])('%s is no time at all', (line) => {
    expect(said(line).maxAge).toBe(0);
  });

  it('takes the first of two, on one line or on two', () => {
    expect(said('max-age=1, max-age=1800').maxAge).toBe(1000);
    expect(said('max-age=1800', 'max-age=1').maxAge).toBe(1_800_000);
    expect(said('max-age=x, max-age=1800').maxAge).toBe(0);
    expect(
      said(
        's-maxage=1, stale-while-revalidate=2, stale-if-error=3',
        's-maxage=9, stale-while-revalidate=9, stale-if-error=9',
      ),
    ).toMatchObject({ sharedMaxAge: 1000, staleWhileRevalidate: 2000, staleIfError: 3000 });
  });

  it('does not look for directives inside quotes', () => {
    expect(said('extension="max-age=3600", max-age=1').maxAge).toBe(1000);
    expect(said('extension="max-age=3600"').maxAge).toBeUndefined();
  });

  it('tells s-maxage and the stale windows from max-age', () => {
    const found = said('max-age=1, s-maxage=2, stale-while-revalidate=3, stale-if-error=4');

    expect(found).toMatchObject({
      maxAge: 1000,
      sharedMaxAge: 2000,
      staleWhileRevalidate: 3000,
      staleIfError: 4000,
    });
  });
});

describe('field names', () => {
  it.each([
    ['no-cache="Set-Cookie, X-A"', { noCache: false, noCacheFields: ['set-cookie', 'x-a'] }],
    ['no-cache=x-a', { noCache: false, noCacheFields: ['x-a'] }],
    ['no-cache="a", no-cache="b"', { noCache: false, noCacheFields: ['a', 'b'] }],
    ['private="X-User"', { isPrivate: false, privateFields: ['x-user'] }],
  ])('%s bars the fields it names', (line, expected) => {
    expect(said(line)).toMatchObject(expected);
  });

  it.each([
    'private=""',
    'private=" , "',
    'private="x y"',
    'private, private="x"',
    'private="x", private',
    'private="ü"',
    'private="vary"',
  ])('%s bars the whole response', (line) => {
    expect(said(line).isPrivate).toBe(true);
  });

  it.each([
    'no-cache=""',
    'no-cache="a b"',
    'no-cache="a", no-cache',
    'no-cache="Expires, a"',
    'no-cache="a, Age"',
    'no-cache="Date"',
    'no-cache="cache-control"',
    'no-cache="a, b c"',
  ])('%s bars the whole response', (line) => {
    expect(said(line).noCache).toBe(true);
  });
});
