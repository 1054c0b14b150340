import { describe, expect, it } from 'vitest';
import { parseHttpDate } from '../src/index.js';
import { NOW } from './messages.js';

const read = (text: string, now = NOW) => {
  const at = parseHttpDate(text, now);
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('reads', () => {
  it.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
    ['Sun Nov 16 08:49:37 1994', '1994-11-16T08:49:37.000Z'],
    ['THU, 18 AUG 2050 02:01:18 gMT', '2050-08-18T02:01:18.000Z'],
    ['Sun, 21 Nov 2286 04:46:39 GMT', '2286-11-21T04:46:39.000Z'],
    ['Thu, 29 Feb 2024 00:00:00 GMT', '2024-02-29T00:00:00.000Z'],
    ['Fri, 31 Dec 9999 23:59:59 GMT', '9999-12-31T23:59:59.000Z'],
    ['Mon, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sat, 31 Dec 2016 23:59:60 GMT', '2016-12-31T23:59:59.000Z'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('gives a year of two digits', () => {
  const in2026 = Date.UTC(2026, 10, 23);

  it('that its weekday fits: what expired in 1970 does not last until 2070', () => {
    expect(read('Thursday, 01-Jan-70 00:00:00 GMT', in2026)).toBe('1970-01-01T00:00:00.000Z');
    expect(read('Wednesday, 01-Jan-70 00:00:00 GMT', in2026)).toBe('2070-01-01T00:00:00.000Z');
    expect(read('Monday, 01-Jan-70 00:00:00 GMT', in2026)).toBe('2070-01-01T00:00:00.000Z');
    expect(read('Tuesday, 29-Feb-72 00:00:00 GMT', in2026)).toBe('1972-02-29T00:00:00.000Z');
  });

  it.each([
    ['Thursday, 18-Aug-50 02:01:18 GMT', '2050-08-18T02:01:18.000Z'],
    ['Thursday, 18-Aug-76 02:01:18 GMT', '2076-08-18T02:01:18.000Z'],
    ['Thursday, 18-Aug-77 02:01:18 GMT', '1977-08-18T02:01:18.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ])('the century that makes it at most fifty years ahead: %s', (text, expected) => {
    expect(read(text, in2026)).toBe(expected);
  });
});

describe('refuses', () => {
  it.each([
    '',
    '0',
    '-1',
    'Thu, 18 Aug 2050 02:01:18 UTC',
    'Thu, 18 Aug 2050 02:01:18 AEST',
    'Thu, 18 Aug 2050 02:01:18 +0000',
    'Thu, 18 Aug 2050 02:01:18',
    'Thu, 18 Aug 50 02:01:18 GMT',
    'Thu 18 Aug 2050 02:01:18 GMT',
    'Thu, 18  Aug  2050 02:01:18 GMT',
    'Thu, 18-Aug-2050 02:01:18 GMT',
    'Thu, 18 Aug 2050 02.01.18 GMT',
    'Thu, 18 Aug 2050 2:01:18 GMT',
    'Thu, 8 Aug 2050 02:01:18 GMT',
    'Thu, 18 Aug 2050 02:01:18 GMT, Thu, 18 Aug 2050 02:01:19 GMT',
    ' Thu, 18 Aug 2050 02:01:18 GMT',
    'Thu, 18 Aug 2050 02:01:18 GMT ',
    'Thu, 18 Foo 2050 02:01:18 GMT',
    'Foo, 18 Aug 2050 02:01:18 GMT',
    'Thu, 00 Aug 2050 02:01:18 GMT',
    'Thu, 30 Feb 2050 02:01:18 GMT',
    'Wed, 29 Feb 2023 00:00:00 GMT',
    'Thu, 32 Aug 2050 02:01:18 GMT',
    'Thu, 18 Aug 2050 24:01:18 GMT',
    'Thu, 18 Aug 2050 02:60:18 GMT',
    'Thu, 18 Aug 2050 02:01:61 GMT',
    'Thu, 18 Aug 0050 02:01:18 GMT',
    'Sun Nov 6 08:49:37 1994',
    'Sun Nov 06 08:49:37 1994 GMT',
    '2050-08-18T02:01:18Z',
    '2544400878',
  ])('%j', (text) => {
    expect(read(text)).toBeUndefined();
  });
});
