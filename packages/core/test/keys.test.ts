import { isDeepStrictEqual } from 'node:util';
import { keyOf } from '@sameflight/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describe as describeValue, shorten } from '../src/key.js';
import { hashOf } from '../src/key-hash.js';
import { runs } from './support/runs.js';
import { testCache } from './support/test-cache.js';

describe('K-14 `keyOf` builds keys whose parts cannot forge each other', () => {
  const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: false,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: false,
    withSparseArray: true,
    withTypedArray: true,
  });

  it('gives equal keys only to equal parts', () => {
    // Small values, so that equal ones do come up.
    const small = fc.anything({
      key: fc.constantFrom('a', 'b'),
      values: [fc.constantFrom(0, -0, 1, '1', 'a', 1n, null, undefined, true, Number.NaN)],
      maxDepth: 2,
      maxKeys: 2,
      withDate: true,
      withMap: true,
      withSet: true,
      withSparseArray: true,
    });
    let equal = 0;
    for (const values of [anything, small]) {
      fc.assert(
        fc.property(values, values, (a, b) => {
          if (keyOf(a) !== keyOf(b)) return;
          equal++;
          expect(isDeepStrictEqual(a, b)).toBe(true);
        }),
        { numRuns: 5_000 },
      );
    }
    expect(equal).toBeGreaterThan(20);
  });

  it('gives equal parts one key, however they were built', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(keyOf(structuredClone(value))).toBe(keyOf(value));
      }),
      { numRuns: runs(2_000) },
    );
  });

  it('gives equal keys only to equal lists of parts', () => {
    const part = fc.constantFrom<unknown>(
      '',
      ',',
      '"',
      '","',
      'a',
      'a,a',
      ['a'],
      'undefined',
      undefined,
    );
    const parts = fc.array(part, { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(keyOf(...a) === keyOf(...b)).toBe(isDeepStrictEqual(a, b));
      }),
      { numRuns: runs(5_000) },
    );
  });

  class Point {}
  const different: [string, unknown, unknown][] = [
    ['a number and its text', 1, '1'],
    ['a bigint and a number', 1n, 1],
    ['a bigint and its text', 1n, '1n'],
    ['0 and -0', 0, -0],
    ['NaN and its text', Number.NaN, 'NaN'],
    ['null and undefined', null, undefined],
    ['null and its text', null, 'null'],
    ['true and its text', true, 'true'],
    ['a missing and an undefined property', {}, { a: undefined }],
    ['an array and an object like it', ['a'], { 0: 'a' }],
    ['an empty array and an array of a hole', [], new Array(1)],
    ['a hole and undefined', new Array(1), [undefined]],
    ['a Date and its time', new Date(5), 5],
    ['a Date and an invalid one', new Date(5), new Date(Number.NaN)],
    ['a Date and its text', new Date(5), 'Date(5)'],
    ['a RegExp and one with a flag', /a/, /a/g],
    ['a Map and a Set', new Map(), new Set()],
    ['a Map and an object like it', new Map([['a', 1]]), { a: 1 }],
    ['a Set and an array like it', new Set([1]), [1]],
    ['a Map and one the other way round', new Map([['a', 'b']]), new Map([['b', 'a']])],
    ['a URL and its text', new URL('http://a/'), 'http://a/'],
    ['two URLs', new URL('http://a/'), new URL('http://b/')],
    ['two buffers', new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
    ['bytes that read alike in a row', new Uint8Array([1, 0x10]), new Uint8Array([0x11, 0])],
    ['0 and -0 in an array', [0], [-0]],
    ['-0 and an empty text', -0, ''],
    ['numbers split elsewhere', [1, 23], [12, 3]],
    ['an array of nothing and one of undefined', [undefined, 1], [1, undefined]],
    ['properties split elsewhere', { a: 1, b: 23 }, { a: 12, b: 3 }],
    ['arrays of bytes of different kinds', new Uint8Array(2), new Int8Array(2)],
    ['an array of bytes and its buffer', new Uint8Array(2), new ArrayBuffer(2)],
    ['a Buffer and an array of its bytes', Buffer.from([1]), new Uint8Array([1])],
    ['nested arrays', [['a'], 'b'], ['a', ['b']]],
  ];
  it.each(different)('tells %s apart', (_what, a, b) => {
    expect(keyOf(a)).not.toBe(keyOf(b));
  });

  it('tells one part from two, and none from an empty one', () => {
    expect(keyOf('a:b')).not.toBe(keyOf('a', 'b'));
    expect(keyOf(1, 23)).not.toBe(keyOf(12, 3));
    expect(keyOf(['a', 'b'])).not.toBe(keyOf('a', 'b'));
    expect(keyOf()).not.toBe(keyOf(''));
    expect(keyOf(undefined)).not.toBe(keyOf());
  });

  const equal: [string, unknown, unknown][] = [
    [
      'objects, whatever the order of their properties',
      { a: 1, b: { c: 2, d: 3 } },
      { b: { d: 3, c: 2 }, a: 1 },
    ],
    [
      'Maps, whatever the order of their entries',
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
    ],
    ['Sets, whatever the order of their members', new Set([1, 2]), new Set([2, 1])],
    ['dates of one time', new Date(5), new Date(5)],
    ['NaN and NaN', Number.NaN, Number.NaN],
    ['views of equal bytes', new Uint8Array([1, 2]), new Uint8Array([0, 1, 2]).subarray(1)],
    [
      'objects with and without a prototype',
      Object.assign(Object.create(null), { a: 1 }),
      { a: 1 },
    ],
    ['an object that is there twice, and two like it', [Point.prototype, 1].slice(1), [1]],
  ];
  it.each(equal)('gives one key to %s', (_what, a, b) => {
    expect(keyOf(a)).toBe(keyOf(b));
  });

  it('takes an object that stands in two places for no cycle', () => {
    const shared = { a: 1 };

    expect(keyOf([shared, shared])).toBe(keyOf([{ a: 1 }, { a: 1 }]));
  });
});

describe('K-14 `keyOf` refuses, with the place, what it cannot tell apart', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  class Secret {
    readonly #value = 1;
    reveal(): number {
      return this.#value;
    }
  }
  const NamedAsBytes = class extends Float64Array {};
  Object.defineProperty(NamedAsBytes, 'name', { value: 'Uint8Array' });
  const deep = JSON.parse(`${'['.repeat(201)}${']'.repeat(201)}`);
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const hostile = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('hostile');
      },
    },
  );
  const refused: [string, unknown, string][] = [
    ['a function', () => {}, 'part 2 is a function'],
    ['a symbol', Symbol('s'), 'part 2 is a symbol'],
    ['a class', Secret, 'part 2 is a function'],
    ['a cycle', cycle, 'part 2.self contains itself'],
    ['an object of a class', new Secret(), 'part 2 is an object of class Secret'],
    ['an instance of a subclass of Date', new (class Day extends Date {})(), 'of class Day'],
    ['an instance of a subclass of Array', new (class List extends Array {})(), 'of class List'],
    ['an instance of a subclass of Map', new (class Table extends Map {})(), 'of class Table'],
    ['an instance of a subclass of Set', new (class Crowd extends Set {})(), 'of class Crowd'],
    [
      'an instance of a subclass of RegExp',
      new (class Glob extends RegExp {})('a'),
      'of class Glob',
    ],
    [
      'an instance of a subclass of URL',
      new (class Link extends URL {})('http://a/'),
      'of class Link',
    ],
    [
      'an instance of a subclass of ArrayBuffer',
      new (class Bytes extends ArrayBuffer {})(1),
      'of class Bytes',
    ],
    ...[Date, RegExp, Map, Set, URL, ArrayBuffer, Uint8Array].map(
      ({ name, prototype }): [string, unknown, string] => [
        `an object that only pretends to be of class ${name}`,
        Object.create(prototype),
        'part 2',
      ],
    ),
    [
      'an array of bytes of a class that only bears the name',
      new NamedAsBytes(1),
      'of class Uint8Array',
    ],
    ['a boxed string', Object('a'), 'of class String'],
    ['a promise', Promise.resolve(), 'of class Promise'],
    ['a WeakMap', new WeakMap(), 'of class WeakMap'],
    ['an error', new Error('no'), 'of class Error'],
    ['a stream', new ReadableStream(), 'of class ReadableStream'],
    ['an object made of another', Object.create({ a: 1 }), 'part 2 is an object of class Object'],
    [
      'an object whose maker is none',
      Object.create({ constructor: 5 }),
      'an object of class unknown',
    ],
    ['a function in depth', { list: [1, { f: () => {} }] }, 'part 2.list[1].f is a function'],
    ['a symbol in a Map’s key', new Map([[Symbol(), 1]]), "part 2 (a Map's key) is a symbol"],
    ['a symbol in a Map’s value', new Map([[1, Symbol()]]), "part 2 (a Map's value) is a symbol"],
    ['a symbol in a Set', new Set([Symbol()]), "part 2 (a Set's member) is a symbol"],
    [
      'a property named by a symbol',
      { [Symbol('s')]: 1 },
      'part 2 has a property named by a symbol',
    ],
    ['an array with a property', Object.assign([1], { extra: 1 }), 'properties of its own'],
    [
      'an array with a property that looks like a low index',
      Object.assign([1], { '-1': 1 }),
      'properties of its own',
    ],
    [
      'an array with a property named by a symbol',
      Object.assign([1], { [Symbol()]: 1 }),
      'part 2 ',
    ],
    [
      'a Date with a property',
      Object.assign(new Date(0), { zone: 'UTC' }),
      'properties of its own',
    ],
    ['a Map with a property', Object.assign(new Map(), { extra: 1 }), 'properties of its own'],
    ['nesting deeper than 200', deep, 'is nested deeper than 200'],
    [
      'a getter that throws',
      {
        get a(): never {
          throw new Error('no');
        },
      },
      'part 2.a cannot be read',
    ],
    ['a proxy that throws', hostile, 'part 2 cannot be read'],
    ['a revoked proxy', revoked.proxy, 'part 2 cannot be read'],
    [
      'an object that only inherits from Date',
      Object.create(Date.prototype),
      'part 2 cannot be read',
    ],
    [
      'a getter named constructor that throws',
      {
        get constructor(): never {
          throw new Error('no');
        },
      },
      'part 2.constructor cannot be read',
    ],
  ];
  it.each(refused)('refuses %s', (_what, part, named) => {
    const build = (): string => keyOf('part 1', part);

    expect(build).toThrow(TypeError);
    expect(build).toThrow(`keyOf: `);
    expect(build).toThrow(named);
  });

  it('keeps the error of a getter as the cause', () => {
    const cause = new Error('no');
    const part = {
      get a(): never {
        throw cause;
      },
    };

    expect(() => keyOf(part)).toThrow(expect.objectContaining({ cause }));
  });

  it('takes nesting of 200, and an own property named constructor or toJSON', () => {
    const nested = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`);

    expect(keyOf(nested)).toBe(`${'[1:'.repeat(199)}[0:]${']'.repeat(199)}`);
    expect(keyOf({ constructor: 1 })).not.toBe(keyOf({ constructor: 2 }));
    expect(keyOf({ toJSON: 1, a: 1 })).not.toBe(keyOf({ toJSON: 1, a: 2 }));
  });
});

describe('P20 K-15 any string is a key', () => {
  const odd = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    ' ',
    '\u0000',
    '\u0000a',
    '\u00000:',
    '\ud800',
    'k'.repeat(1_000_000),
  ];

  it('stores and returns each exactly', async () => {
    const { cache } = testCache();
    for (const [index, key] of odd.entries()) await cache.set(key, index);

    for (const [index, key] of odd.entries()) {
      expect(await cache.get(key)).toBe(index);
      expect(cache.peek(key)).toBe(index);
      expect(await cache.getOrFetch(key, () => 'other')).toBe(index);
    }
    expect([...cache.keys()]).toEqual(odd);
    for (const key of odd) expect(await cache.delete(key)).toBe(true);
    expect(cache.size).toBe(0);
    expect({}).not.toHaveProperty('0');
  });

  it('tells keys of equal hash apart', async () => {
    const { cache } = testCache({ maxEntries: 64 });
    // Long keys are hashed in samples: these differ between the samples only.
    const keys = Array.from(
      { length: 10 },
      (_, index) => `${'k'.repeat(510)}${index}${'k'.repeat(489)}`,
    );
    const step = Math.floor(1_000 / 128) + 1;
    expect((999 - 510) % step).not.toBe(0);
    expect(new Set(keys.map((key) => hashOf(key, 7))).size).toBe(1);

    for (const [index, key] of keys.entries()) await cache.set(key, index);

    expect(keys.map((key) => cache.peek(key))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('never hashes to 0, which stands for nothing', () => {
    expect(hashOf('', 0)).toBe(1);
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (key, seed) => {
        const hash = hashOf(key, seed);
        expect(hash).toBeGreaterThan(0);
        expect(hash).toBeLessThan(2 ** 32);
      }),
    );
  });

  it('shows long keys shortened, in events, errors and `flights()`', async () => {
    const { cache } = testCache();
    const key = 'k'.repeat(101);
    const shown = `${'k'.repeat(100)}… (101 characters)`;
    const events: unknown[] = [];
    cache.on('fetch', (event) => events.push(event.key));
    cache.on('store', (event) => events.push(event.key));

    const call = cache.getOrFetch(key, () => 'value');
    expect(cache.flights()[0]?.key).toBe(shown);
    await call;

    expect(events).toEqual([shown, shown]);
    expect(shorten('k'.repeat(100))).toBe('k'.repeat(100));
  });

  it.each([
    ['"a"', 'a'],
    ['-0', -0],
    ['5n', 5n],
    ['an array', []],
    ['a function', () => {}],
    ['an object (Date)', new Date()],
    ['an object (no class)', Object.create(null)],
    ['null', null],
    ['undefined', undefined],
    ['Symbol(s)', Symbol('s')],
  ])('shows %s in messages as what it is', (shown, value) => {
    expect(describeValue(value)).toBe(shown === '5n' ? '5' : shown);
  });
});
