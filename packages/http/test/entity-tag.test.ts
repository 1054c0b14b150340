import { describe, expect, it } from 'vitest';
import { matchesStrongly, matchesWeakly, parseEntityTag, parseEntityTags } from '../src/index.js';

describe('one tag', () => {
  it.each([
    ['"abc"', { weak: false, opaque: '"abc"' }],
    ['""', { weak: false, opaque: '""' }],
    ['W/"abc"', { weak: true, opaque: '"abc"' }],
    ['"!#~"', { weak: false, opaque: '"!#~"' }],
    ['"a,b\\"', { weak: false, opaque: '"a,b\\"' }],
    ['"abcdefü"', { weak: false, opaque: '"abcdefü"' }],
  ])('reads %s', (text, expected) => {
    expect(parseEntityTag(text)).toEqual(expected);
  });

  it.each([
    undefined,
    '',
    'abc',
    '"abc',
    'abc"',
    'w/"abc"',
    'W"abc"',
    'W\\"abc"',
    'W/abc',
    '"a b"',
    '"a"b"',
    '"a" ',
    '"a", "b"',
    '"a\u007f"',
  ])('refuses %j', (text) => {
    expect(parseEntityTag(text)).toBeUndefined();
  });
});

describe('a list of tags', () => {
  const read = (text: string) => {
    const tags = parseEntityTags(text);
    return tags === '*' ? tags : tags.map(({ weak, opaque }) => (weak ? `W/${opaque}` : opaque));
  };

  it.each([
    ['"a", W/"b" ,"c,d",', ['"a"', 'W/"b"', '"c,d"']],
    ['*', '*'],
    [' * ', '*'],
    ['', []],
    [',,', []],
    ['*, "a"', ['"a"']],
    ['abc, "a"', ['"a"']],
    ['"a" "b", "c"', ['"c"']],
    ['"a', []],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('comparing', () => {
  const strong = { weak: false, opaque: '"1"' };
  const weak = { weak: true, opaque: '"1"' };
  const other = { weak: false, opaque: '"2"' };

  it.each([
    [weak, weak, false, true],
    [weak, other, false, false],
    [weak, strong, false, true],
    [strong, strong, true, true],
    [strong, other, false, false],
  ])('%j and %j: strongly %s, weakly %s', (one, two, strongly, weakly) => {
    expect(matchesStrongly(one, two)).toBe(strongly);
    expect(matchesWeakly(one, two)).toBe(weakly);
  });
});
