import { expect, it } from 'vitest';
import { headerList, requestDirectives } from '../src/index.js';

const asked = (headers: Record<string, string>) => requestDirectives(headerList(headers));

it.each([
  [{}, {}],
  [{ 'Cache-Control': 'no-store' }, { noStore: true }],
  [{ 'Cache-Control': 'NO-CACHE' }, { noCache: true }],
  [{ 'Cache-Control': 'only-if-cached' }, { onlyIfCached: true }],
  [
    { 'Cache-Control': 'max-age=5, min-fresh=6, max-stale=7' },
    { maxAge: 5000, minFresh: 6000, maxStale: 7000 },
  ],
  [{ 'Cache-Control': 'stale-if-error=8' }, { staleIfError: 8000 }],
  [{ 'Cache-Control': 'nothing-to-see-here' }, {}],
])('%j', (headers, expected) => {
  const none = { noStore: false, noCache: false, onlyIfCached: false };
  expect(asked(headers)).toEqual({
    ...none,
    maxAge: undefined,
    minFresh: undefined,
    maxStale: undefined,
    staleIfError: undefined,
    ...expected,
  });
});

it('takes max-stale without a figure for any staleness', () => {
  expect(asked({ 'Cache-Control': 'max-stale' }).maxStale).toBe(Infinity);
});

it.each([
  ['max-age=soon', { maxAge: 0 }],
  ['max-age', { maxAge: 0 }],
  ['min-fresh=long', { minFresh: Infinity }],
  ['max-stale=long', { maxStale: 0 }],
  ['max-age = 5', { noCache: true }],
  ['max-stale, "', { noCache: true }],
])('reads %s, which it cannot read, as the wish for something fresh', (value, expected) => {
  expect(asked({ 'Cache-Control': value })).toMatchObject(expected);
});

it('takes the first of two', () => {
  const value =
    'max-age=1, min-fresh=2, max-stale=3, stale-if-error=4, max-age=9, min-fresh=9, max-stale=9, stale-if-error=9';

  expect(asked({ 'Cache-Control': value })).toMatchObject({
    maxAge: 1000,
    minFresh: 2000,
    maxStale: 3000,
    staleIfError: 4000,
  });
});

it('heeds Pragma only where there is no Cache-Control', () => {
  expect(asked({ Pragma: 'No-Cache' }).noCache).toBe(true);
  expect(asked({ Pragma: 'x, no-cache' }).noCache).toBe(true);
  expect(asked({ Pragma: 'something' }).noCache).toBe(false);
  expect(asked({ Pragma: 'no-cache', 'Cache-Control': 'max-stale' }).noCache).toBe(false);
});
