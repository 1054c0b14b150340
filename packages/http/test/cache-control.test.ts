import { describe, expect, it } from 'vitest';
import { parseCacheControl } from '../src/index.js';

const read = (value: string) => {
  const { directives, malformed } = parseCacheControl(value);
  const words = directives.map(({ name, argument }) =>
    argument === undefined ? name : `${name}=<${argument}>`,
  );
  return malformed ? [...words, 'MALFORMED'] : words;
};

describe('by the grammar', () => {
  it.each([
    ['', []],
    ['no-store', ['no-store']],
    ['No-STORE', ['no-store']],
    ['max-age=60', ['max-age=<60>']],
    ['max-age="60"', ['max-age=<60>']],
    ['private, max-age=60', ['private', 'max-age=<60>']],
    ['private,max-age=60', ['private', 'max-age=<60>']],
    ['\t private \t,\t max-age=60 \t', ['private', 'max-age=<60>']],
    [',, private,, ,max-age=60,', ['private', 'max-age=<60>']],
    ['max-age=1, max-age=2', ['max-age=<1>', 'max-age=<2>']],
    ['private=""', ['private=<>']],
    ['no-cache="a, b"', ['no-cache=<a, b>']],
    [
      'extension="max-age=3600, no-store", max-age=1',
      ['extension=<max-age=3600, no-store>', 'max-age=<1>'],
    ],
    ['extension="say \\"no-store\\", please"', ['extension=<say "no-store", please>']],
    ['extension="a\\\\"', ['extension=<a\\>']],
    ["max-age='60'", ["max-age=<'60'>"]],
    ['__proto__=1, constructor', ['__proto__=<1>', 'constructor']],
  ])('reads %j', (value, expected) => {
    expect(read(value)).toEqual(expected);
  });
});

describe('against the grammar', () => {
  it.each([
    ['max-age =60', ['MALFORMED']],
    ['max-age= 60', ['MALFORMED']],
    ['max-age=', ['MALFORMED']],
    ['=60', ['MALFORMED']],
    ['max-age=60 no-store', ['MALFORMED']],
    ['no store, max-age=60', ['max-age=<60>', 'MALFORMED']],
    ['public; max-age=60', ['MALFORMED']],
    ['max-age=60;', ['MALFORMED']],
    ['"no-store"', ['MALFORMED']],
    ['private="x', ['MALFORMED']],
    ['private="x\\', ['MALFORMED']],
    ['private="x"y', ['MALFORMED']],
    ['private="a\u0000b"', ['MALFORMED']],
    ['max-age=6\u00000', ['MALFORMED']],
    ['no-störe', ['MALFORMED']],
    ['max-age=60\r\n', ['MALFORMED']],
    ['@, no-store', ['no-store', 'MALFORMED']],
  ])('says that %j is malformed, and keeps what can still be read', (value, expected) => {
    expect(read(value)).toEqual(expected);
  });
});

it('reads a hundred directives, and takes more for an attack', () => {
  const directives = (count: number) => parseCacheControl('a,'.repeat(count));

  expect(directives(100)).toMatchObject({ malformed: false });
  expect(directives(101)).toMatchObject({ malformed: true });
});
