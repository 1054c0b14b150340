import { parse, stringify } from 'devalue';

/** Turns values into bytes and back. */
export interface Serializer {
  /** Stands in every record. A record that was written under another name is a miss. */
  readonly name: string;
  /** @throws anything, for a value that it cannot hold: the value is then not written, and an event tells why */
  serialize(value: unknown): string | Uint8Array;
  /** @throws anything, for bytes that it cannot read: the record is then a miss, and an event tells why */
  deserialize(bytes: Buffer): unknown;
}

/**
 * The default: text by `devalue`, which keeps `Date`, `Map`, `Set`, `BigInt`, `RegExp`, `URL`, typed arrays, `undefined`, `NaN`, `-0`, cycles
 * and repeated references. It refuses what it would have to bend: functions, symbols, instances of classes, `__proto__` as a property.
 * A Node `Buffer` comes back as a `Uint8Array`.
 */
export const richSerializer: Serializer = {
  name: 'devalue',
  serialize: (value) => stringify(value),
  deserialize: (bytes) => parse(bytes.toString()),
};

/**
 * Plain JSON: the fastest, and readable by everyone. It bends as JSON does: a `Date` becomes text, `NaN` becomes `null`,
 * `undefined` and functions in objects vanish, a `Map` becomes `{}`. It refuses `BigInt`, cycles, and `undefined` itself.
 */
export const jsonSerializer: Serializer = {
  name: 'json',
  serialize(value) {
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) throw new TypeError('JSON has no text for it');
    return text;
  },
  deserialize: (bytes) => JSON.parse(bytes.toString()),
};
