import { describe, expect, it } from 'vitest';
import { copyPlain } from '../src/copy-plain.js';

describe('a copy of plain data', () => {
  it('is equal, and shares no array, object or date', () => {
    const value = { list: [{ at: new Date(5) }], none: null, text: 'a', 1: undefined };

    const copy = copyPlain(value);

    expect(copy).toEqual(value);
    expect(copy).not.toBe(value);
    expect(copy.list).not.toBe(value.list);
    expect(copy.list[0]).not.toBe(value.list[0]);
    expect(copy.list[0]?.at).not.toBe(value.list[0]?.at);
  });

  it('shares objects of classes', () => {
    class User {
      readonly #name = 'Ada';
      get name(): string {
        return this.#name;
      }
    }
    const value = { user: new User(), map: new Map([[1, 2]]) };

    const copy = copyPlain(value);

    expect(copy.user).toBe(value.user);
    expect(copy.map).toBe(value.map);
  });

  it('keeps what contains itself, and what is met twice', () => {
    const shared = { a: 1 };
    const value: Record<string, unknown> = { one: shared, other: shared };
    value.self = value;

    const copy = copyPlain(value);

    expect(copy.self).toBe(copy);
    expect(copy.one).toBe(copy.other);
    expect(copy.one).not.toBe(shared);
  });

  it('takes `__proto__` for a property like any other', () => {
    const value = JSON.parse('{ "__proto__": { "isAdmin": true } }') as Record<string, unknown>;

    const copy = copyPlain(value);

    expect(copy.isAdmin).toBeUndefined();
    expect(Object.hasOwn(copy, '__proto__')).toBe(true);
  });

  it('keeps objects without a prototype so', () => {
    const value = Object.assign(Object.create(null) as object, { a: 1 });

    expect(Object.getPrototypeOf(copyPlain(value))).toBeNull();
  });

  it('has the properties that symbols name', () => {
    const name = Symbol('name');
    const value = { [name]: { a: 1 } };

    const copy = copyPlain(value);

    expect(copy).toEqual(value);
    expect(copy[name]).not.toBe(value[name]);
  });
});
