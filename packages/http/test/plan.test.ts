import { expect, it } from 'vitest';
import { identify, plan, type StoredResponse } from '../src/index.js';
import { NOW, request, SECOND, stored } from './messages.js';

const later = NOW + 30 * SECOND;
const decide = (variants: readonly StoredResponse[], asked = request()) =>
  plan(variants, asked, identify(asked), later);

it('answers from what is fresh', () => {
  const kept = stored({ 'Cache-Control': 'max-age=60' });

  expect(decide([kept])).toEqual({ does: 'answer', stored: kept, age: 30_000, revalidate: false });
});

it('answers HEAD from what GET stored', () => {
  const kept = stored({ 'Cache-Control': 'max-age=60' });

  expect(decide([kept], request({}, { method: 'HEAD' }))).toMatchObject({
    does: 'answer',
    stored: kept,
  });
});

it('answers at once and refreshes within stale-while-revalidate', () => {
  const kept = stored({ 'Cache-Control': 'max-age=9, stale-while-revalidate=60' });

  expect(decide([kept])).toMatchObject({ does: 'answer', stored: kept, revalidate: true });
});

it('answers stale, and refreshes nothing, for max-stale', () => {
  const kept = stored({ 'Cache-Control': 'max-age=9' });

  expect(decide([kept], request({ 'Cache-Control': 'max-stale' }))).toMatchObject({
    does: 'answer',
    revalidate: false,
  });
});

it('asks about what is stale', () => {
  const kept = stored({ 'Cache-Control': 'max-age=9' });

  expect(decide([kept])).toEqual({ does: 'ask', selected: kept, nominated: [kept], fwd: 'stale' });
});

it('asks about what the request does not trust', () => {
  const kept = stored({ 'Cache-Control': 'max-age=60' });

  expect(decide([kept], request({ 'Cache-Control': 'no-cache' }))).toEqual({
    does: 'ask',
    selected: kept,
    nominated: [kept],
    fwd: 'request',
  });
});

it('asks about all variants when none matches', () => {
  const variants = ['de', 'fr'].map((language) =>
    stored(
      { 'Cache-Control': 'max-age=60', Vary: 'Accept-Language' },
      { asked: request({ 'Accept-Language': language }) },
    ),
  );

  expect(decide(variants)).toEqual({
    does: 'ask',
    selected: undefined,
    nominated: variants,
    fwd: 'vary-miss',
  });
});

it('asks about nothing when nothing is stored, or only for others', () => {
  const hers = stored({ 'Cache-Control': 'max-age=60' }, { asked: request({ Cookie: 'alice' }) });
  const miss = { does: 'ask', selected: undefined, nominated: [], fwd: 'uri-miss' };

  expect(decide([])).toEqual(miss);
  expect(decide([hers])).toEqual(miss);
});

it.each([
  ['method', request({}, { method: 'POST' })],
  ['method', request({}, { method: 'OPTIONS' })],
  ['method', request({}, { hasBody: true })],
  ['method', request({ 'X-HTTP-Method-Override': 'DELETE' })],
  ['request', request({ 'If-Match': '"a"' })],
  ['request', request({ 'If-Unmodified-Since': 'x' })],
])('passes on what nothing stored can answer, because of its %s', (fwd, asked) => {
  const fresh = stored({ 'Cache-Control': 'max-age=60', ETag: '"a"' });

  expect(decide([fresh], asked)).toEqual({ does: 'ask', selected: undefined, nominated: [], fwd });
});

it('refuses what only-if-cached forbids to ask', () => {
  const asked = request({ 'Cache-Control': 'only-if-cached' });

  expect(decide([], asked)).toEqual({ does: 'refuse' });
  expect(decide([stored({ 'Cache-Control': 'max-age=9' })], asked)).toEqual({ does: 'refuse' });
  const forOrigin = request({ 'Cache-Control': 'only-if-cached', 'If-Match': '"a"' });
  expect(decide([stored({ 'Cache-Control': 'max-age=9999' })], forOrigin).does).toBe('refuse');
  expect(decide([stored({ 'Cache-Control': 'max-age=60' })], asked)).toMatchObject({
    does: 'answer',
  });
});
