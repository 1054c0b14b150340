import { expect, test } from 'vitest';
import { seal, unseal } from '../src/envelope.js';
import { jsonSerializer, richSerializer } from '../src/index.js';
import { pack, unpack } from '../src/payload.js';

const terms = {
  serializer: richSerializer,
  compressAbove: Number.POSITIVE_INFINITY,
  maxRecordBytes: Number.POSITIVE_INFINITY,
};

const there = async (value: unknown, given = {}) => {
  const all = { ...terms, ...given };
  return unpack(await pack(value, all), all);
};

class Rate {
  euro = 1.1;
}

test.each([
  undefined,
  null,
  -0,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  2n ** 70n,
  '\ud800',
  new Date(0),
  new Date(Number.NaN),
  /a\/b/giu,
  new URL('https://example.org/?a=1'),
  new Map<unknown, unknown>([[{ a: 1 }, new Set([1n])]]),
  new Uint8Array([0, 255]),
  new Float64Array([1.5, Number.NaN]),
  // Holes, which are no undefined.
  Array(3),
  { constructor: 1, toString: 2, '': 3 },
  Object.create(null),
])('%o comes back as it was', async (value) => {
  expect(await there(value)).toStrictEqual(value);
  expect(await there(value, { compressAbove: 0 })).toStrictEqual(value);
});

test('cycles and shared references come back as such', async () => {
  const shared = { a: 1 };
  const value: { self?: unknown; one: unknown; other: unknown } = { one: shared, other: shared };
  value.self = value;

  const back = (await there(value)) as typeof value;

  expect(back.self).toBe(back);
  expect(back.one).toBe(back.other);
});

test('a view gives away nothing of the buffer it looks at', async () => {
  const pool = Buffer.from('a secret of another user, and the value');
  const value = pool.subarray(-5);

  const { bytes } = await pack(value, terms);

  expect(bytes.toString()).not.toContain(Buffer.from('secret').toString('base64').slice(0, 6));
  expect(await there(value)).toEqual(new Uint8Array(Buffer.from('value')));
});

test.each([
  () => 1,
  Symbol('a'),
  new Rate(),
  { deep: [new Rate()] },
  new Error('a'),
  Promise.resolve(),
])('%o is refused, not bent', async (value) => {
  await expect(pack(value, terms)).rejects.toThrow('the serializer "devalue" cannot hold it');
});

test('a prototype is not polluted, neither by a value nor by bytes', async () => {
  const value: unknown = JSON.parse('{"__proto__":{"polluted":1}}');
  await expect(pack(value, terms)).rejects.toThrow('cannot hold it');

  for (const text of ['[{"__proto__":1},1]', '[["null","__proto__",1],1]', '{"__proto__":1}']) {
    expect(() => richSerializer.deserialize(Buffer.from(text))).toThrow();
  }
  expect({}).not.toHaveProperty('polluted');
});

test('bytes of any kind are read or refused, never worse', async () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const { bytes } = await pack({ list: [1, 'a', new Date(0)], map: new Map([[1, 2]]) }, terms);

  for (let round = 0; round < 5_000; round++) {
    const hostile = Buffer.from(bytes);
    for (let change = 0; change < 3; change++) {
      hostile[Math.floor(random() * hostile.length)] = Math.floor(random() * 256);
    }
    const payload = { bytes: hostile, serializer: 'devalue', isDeflated: round % 5 === 0 };
    await unpack(payload, terms).catch((error: unknown) => {
      expect(String(error)).toContain('its payload cannot be read');
    });
  }
});

test('plain JSON refuses what it has no text for', async () => {
  const plain = { serializer: jsonSerializer };
  for (const value of [undefined, 1n, () => 1]) {
    await expect(there(value, plain)).rejects.toThrow('the serializer "json" cannot hold it');
  }
  expect(await there({ a: [1, null, 'x'] }, plain)).toEqual({ a: [1, null, 'x'] });
});

test('a value may be changed as soon as it is handed over', async () => {
  const value = { list: [1] };
  const packing = pack(value, terms);
  value.list.push(2);

  expect(await unpack(await packing, terms)).toEqual({ list: [1] });
});

test('a record says all of its value, with windows that have no end and tags of any text', async () => {
  const envelope = {
    record: 'app:{a}',
    id: 'node.1',
    windows: {
      ttl: 1_000.5,
      staleWhileRevalidate: Number.POSITIVE_INFINITY,
      staleIfError: 0,
      keep: 0,
    },
    tags: ['Infinity', '', '\ud800', 'a\nb'],
    moment: { era: 'node.0', clock: 7 },
    payload: await pack('a\nb', terms),
  };

  expect(unseal('app:{a}', seal(envelope))).toEqual(envelope);
});
