import { describe, expect, it } from 'vitest';
import {
  type HeaderSource,
  headerList,
  matchesSelecting,
  parseVary,
  selectingFields,
} from '../src/index.js';

describe('Vary', () => {
  const vary = (...lines: string[]) =>
    parseVary(headerList(lines.map((line) => ['Vary', line] as const)));

  it.each([
    [[], []],
    [[''], []],
    [['Foo'], ['foo']],
    [['Foo, BAR,foo ,'], ['foo', 'bar']],
    [
      ['Foo', 'Bar'],
      ['foo', 'bar'],
    ],
  ])('%j names %j', (lines, expected) => {
    expect(vary(...lines)).toEqual(expected);
  });

  it.each([
    [['*']],
    [['*, *']],
    [['*', '*']],
    [[', *']],
    [['', '*']],
    [['*, Foo']],
    [['Foo, *']],
    [['* ']],
    [['foo bar']],
    [['"foo"']],
    [['ü']],
  ])('%j matches nothing', (lines) => {
    expect(vary(...lines)).toBe('*');
  });

  it('matches nothing when it names more fields than can be honest', () => {
    const names = Array.from({ length: 101 }, (_, index) => `x-${index}`);

    expect(vary(names.join())).toBe('*');
    expect(vary(names.slice(1).join())).toHaveLength(100);
  });
});

describe('selecting fields', () => {
  const match = (one: HeaderSource, other: HeaderSource, names = ['foo']) =>
    matchesSelecting(selectingFields(headerList(one), names), headerList(other));

  it.each([
    [{ Foo: '1' }, { Foo: '1' }],
    [{}, {}],
    [{ Foo: '1, 2' }, { Foo: ' 1 ,2 ' }],
    [
      { Foo: '1, 2' },
      [
        ['Foo', '1'],
        ['Foo', '2'],
      ] as const,
    ],
    [{ Foo: '"a,  b"' }, { Foo: '"a,  b"' }],
  ])('%j and %j match', (one, other) => {
    expect(match(one, other)).toBe(true);
  });

  it.each([
    [{ Foo: '1' }, { Foo: '2' }],
    [{ Foo: '1' }, {}],
    [{}, { Foo: '1' }],
    [{}, { Foo: '' }],
    [{ Foo: '1, 2' }, { Foo: '2, 1' }],
    [{ Foo: 'a' }, { Foo: 'A' }],
    [{ Foo: '"a, b"' }, { Foo: '"a,b"' }],
    [{ Foo: 'a b' }, { Foo: 'a  b' }],
    [{ Foo: 'a,,b' }, { Foo: 'a,b' }],
    [{ Foo: 'a,' }, { Foo: 'a' }],
    [{ Foo: ',' }, { Foo: '' }],
  ])('%j and %j do not', (one, other) => {
    expect(match(one, other)).toBe(false);
  });

  it.each(['accept-language', 'accept-encoding', 'accept-charset'])(
    'compare %s without regard to case, since its own specification says so',
    (name) => {
      expect(match({ [name]: 'a, b' }, { [name]: 'A,B' }, [name])).toBe(true);
    },
  );

  it.each(['accept', 'accept-language', 'accept-encoding', 'accept-charset'])(
    'compare %s without regard to empty members, since it is a list',
    (name) => {
      expect(match({ [name]: 'a, , b,' }, { [name]: ',a,b' }, [name])).toBe(true);
    },
  );

  it('compare what an escaped quote does not end', () => {
    expect(match({ Foo: '"a\\", b", c' }, { Foo: '"a\\", b",c' })).toBe(true);
    expect(match({ Foo: '"a\\", b"' }, { Foo: '"a\\",b"' })).toBe(false);
  });

  it('all have to match', () => {
    const names = ['foo', 'bar'];

    expect(match({ Foo: '1', Bar: 'a' }, { Bar: 'a', Foo: '1' }, names)).toBe(true);
    expect(match({ Foo: '1', Bar: 'a' }, { Foo: '1', Bar: 'b' }, names)).toBe(false);
    expect(match({ Foo: '1' }, { Foo: '1', Bar: 'b' }, names)).toBe(false);
  });

  it('keep the digest of a credential, not the credential', () => {
    const fields = selectingFields(headerList({ Cookie: 'session=secret' }), ['cookie']);

    expect(JSON.stringify(fields)).not.toContain('secret');
    expect(matchesSelecting(fields, headerList({ Cookie: 'session=secret' }))).toBe(true);
    expect(matchesSelecting(fields, headerList({ Cookie: 'session=other' }))).toBe(false);
  });
});
