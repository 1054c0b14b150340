import { describe, expect, it } from 'vitest';
import { fieldValue, hasField, headerList, withField, withoutFields } from '../src/index.js';

describe('from', () => {
  it('a fetch Headers, with each cookie on a line of its own', () => {
    const headers = new Headers([
      ['X-B', '1'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['X-B', '2'],
    ]);

    expect(headerList(headers)).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['x-b', '1, 2'],
    ]);
  });

  it('a record with the values that axios allows', () => {
    const headers = {
      'X-A': 1,
      'X-B': true,
      'X-C': false,
      'X-D': null,
      'X-E': undefined,
      'Set-Cookie': ['a=1', 'b=2'],
    };

    expect(headerList(headers)).toEqual([
      ['x-a', '1'],
      ['x-b', 'true'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]);
  });

  it('pairs, in their order, without outer whitespace', () => {
    expect(
      headerList([
        ['B', ' 1\t'],
        ['A', ''],
        ['b', '2'],
      ]),
    ).toEqual([
      ['b', '1'],
      ['a', ''],
      ['b', '2'],
    ]);
  });

  it('a record with hostile names', () => {
    const headers = headerList(JSON.parse('{"__proto__":"1","constructor":"2"}'));

    expect(headers).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
    expect(fieldValue(headers, 'toString')).toBeUndefined();
  });
});

describe('reading and changing', () => {
  const headers = headerList([
    ['A', '1'],
    ['B', '2'],
    ['a', '3'],
  ]);

  it('joins the lines of one field', () => {
    expect(fieldValue(headers, 'a')).toBe('1, 3');
    expect(fieldValue(headers, 'b')).toBe('2');
    expect(fieldValue(headers, 'c')).toBeUndefined();
    expect(hasField(headers, 'c')).toBe(false);
  });

  it('leaves the list it was given as it was', () => {
    expect(withField(headers, 'a', '4')).toEqual([
      ['b', '2'],
      ['a', '4'],
    ]);
    expect(withoutFields(headers, new Set(['a']))).toEqual([['b', '2']]);
    expect(headers).toHaveLength(3);
  });
});
