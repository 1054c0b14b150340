import { describe, expect, it } from 'vitest';
import { mayStandIn, outdated, reuse } from '../src/index.js';
import { NOW, request, SECOND, stored } from './messages.js';

const decide = (cacheControl: string, asked: string | undefined, seconds: number) => {
  const headers = asked === undefined ? {} : { 'Cache-Control': asked };
  const { use, because } = reuse(
    stored({ 'Cache-Control': cacheControl }),
    request(headers),
    NOW + seconds * SECOND,
  );
  return because ? `${use}: ${because}` : use;
};

describe('by what the response says', () => {
  it.each([
    ['max-age=60', 0, 'fresh'],
    ['max-age=60', 59.999, 'fresh'],
    ['max-age=60', 60, 'validate: stale'],
    ['max-age=60, must-revalidate', 59, 'fresh'],
    ['max-age=60, must-revalidate, stale-while-revalidate=9', 60, 'validate: stale'],
    ['max-age=60, stale-while-revalidate=9', 60, 'stale-while-revalidate'],
    ['max-age=60, stale-while-revalidate=9', 68.999, 'stale-while-revalidate'],
    ['max-age=60, stale-while-revalidate=9', 69, 'validate: stale'],
    ['max-age=60, no-cache', 0, 'validate: no-cache'],
    ['no-cache, stale-while-revalidate=9', 0, 'validate: no-cache'],
    ['max-age=60, immutable', 60, 'validate: stale'],
    ['max-age=60, stale-if-error=9', 60, 'validate: stale'],
  ])('%s after %d s: %s', (cacheControl, seconds, expected) => {
    expect(decide(cacheControl, undefined, seconds)).toBe(expected);
  });
});

describe('by what the request says', () => {
  it.each([
    ['no-cache', 'max-age=60', 0, 'validate: request'],
    ['max-age=10', 'max-age=60', 10, 'fresh'],
    ['max-age=10', 'max-age=60', 11, 'validate: request'],
    ['max-age=0', 'max-age=60', 1, 'validate: request'],
    ['min-fresh=10', 'max-age=60', 50, 'fresh'],
    ['min-fresh=10', 'max-age=60', 51, 'validate: request'],
    ['min-fresh=x', 'max-age=60', 0, 'validate: request'],
    ['max-stale=10', 'max-age=60', 70, 'stale'],
    ['max-stale=10', 'max-age=60', 71, 'validate: stale'],
    ['max-stale', 'max-age=60', 99_999, 'stale'],
    ['max-stale', 'max-age=60, must-revalidate', 60, 'validate: stale'],
    ['max-stale', 'no-cache', 0, 'validate: no-cache'],
    ['max-stale, no-cache', 'max-age=60', 60, 'validate: request'],
    ['max-age=99', 'max-age=60, stale-while-revalidate=9', 60, 'validate: stale'],
    ['min-fresh=0', 'max-age=60, stale-while-revalidate=9', 60, 'validate: stale'],
    ['max-age=99, max-stale', 'max-age=60, stale-while-revalidate=9', 60, 'stale'],
    ['max-age = 5', 'max-age=60', 0, 'validate: request'],
  ])('%s of %s after %d s: %s', (asked, cacheControl, seconds, expected) => {
    expect(decide(cacheControl, asked, seconds)).toBe(expected);
  });
});

it('tells the age', () => {
  expect(reuse(stored({ 'Cache-Control': 'max-age=60', Age: '5' }), request(), NOW + 7).age).toBe(
    5007,
  );
});

it('of what is known to be out of date is none without validation', () => {
  const result = outdated(stored({ 'Cache-Control': 'max-age=60, stale-while-revalidate=60' }));

  expect(reuse(result, request({ 'Cache-Control': 'max-stale' }), NOW).use).toBe('validate');
  expect(mayStandIn(result, request(), 'disconnected', NOW, Infinity)).toBe(false);
});

describe('standing in for a failed request', () => {
  const stands = (
    cacheControl: string,
    failure: 'disconnected' | 'server-error',
    seconds: number,
    asked = {},
  ) =>
    mayStandIn(
      stored({ 'Cache-Control': cacheControl }),
      request(asked),
      failure,
      NOW + seconds * SECOND,
      100 * SECOND,
    );

  it.each([
    ['max-age=60, stale-if-error=9', 68, true],
    ['max-age=60, stale-if-error=9', 69, false],
    ['max-age=60', 60, false],
    ['max-age=60', 59, true],
    ['max-age=60, must-revalidate, stale-if-error=9', 60, false],
    ['no-cache, stale-if-error=9', 0, false],
  ])('after a server error: %s after %d s: %s', (cacheControl, seconds, expected) => {
    expect(stands(cacheControl, 'server-error', seconds)).toBe(expected);
  });

  it.each([
    ['max-age=60', 159, true],
    ['max-age=60', 160, false],
    ['max-age=60, stale-if-error=200', 259, true],
    ['max-age=60, must-revalidate', 60, false],
    ['max-age=60, no-cache', 0, false],
  ])('when disconnected: %s after %d s: %s', (cacheControl, seconds, expected) => {
    expect(stands(cacheControl, 'disconnected', seconds)).toBe(expected);
  });

  it('is allowed by the request too, but not against what the response forbids', () => {
    const asked = { 'Cache-Control': 'stale-if-error=9' };

    expect(stands('max-age=60', 'server-error', 68, asked)).toBe(true);
    expect(stands('max-age=60, must-revalidate', 'server-error', 68, asked)).toBe(false);
  });

  it('is not what a request with no-cache wants', () => {
    expect(stands('max-age=60', 'disconnected', 0, { 'Cache-Control': 'no-cache' })).toBe(false);
  });
});
