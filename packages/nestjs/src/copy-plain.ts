/**
 * A copy of plain data: arrays and plain objects, as deep as they go, and dates. Everything else is shared by identity:
 * an object of a class may hold what no copy could, such as private fields. Of an array its elements are copied.
 */
export function copyPlain<Value>(value: Value): Value {
  return copyOf(value) as Value;
}

// What was copied is remembered, so that what is met twice, or contains itself, stays so.
function copyOf(value: unknown, copies?: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return copyArray(value, copies);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null)
    return copyObject(value as Record<string, unknown>, copies);
  return prototype === Date.prototype ? new Date(value as Date) : value;
}

function copyArray(array: readonly unknown[], copies: Map<object, unknown> = new Map()): unknown[] {
  const known = copies.get(array);
  if (known !== undefined) return known as unknown[];
  const copy: unknown[] = new Array(array.length);
  copies.set(array, copy);
  for (let index = 0; index < array.length; index++) copy[index] = copyOf(array[index], copies);
  return copy;
}

function copyObject(
  object: Readonly<Record<string, unknown>>,
  copies: Map<object, unknown> = new Map(),
): unknown {
  const known = copies.get(object);
  if (known !== undefined) return known;
  const copy: Record<string, unknown> = Object.create(
    Object.getPrototypeOf(object) as object | null,
  );
  copies.set(object, copy);
  for (const name of Object.keys(object)) {
    // `__proto__` as an own property is data, not the prototype.
    if (name === '__proto__') Object.defineProperty(copy, name, ownCopy(object, name, copies));
    else copy[name] = copyOf(object[name], copies);
  }
  for (const symbol of Object.getOwnPropertySymbols(object))
    if (Object.prototype.propertyIsEnumerable.call(object, symbol))
      Reflect.set(copy, symbol, copyOf(Reflect.get(object, symbol), copies));
  return copy;
}

function ownCopy(
  object: Readonly<Record<string, unknown>>,
  name: string,
  copies: Map<object, unknown>,
): PropertyDescriptor {
  const value = copyOf(Reflect.get(object, name), copies);
  return { value, writable: true, enumerable: true, configurable: true };
}
