const DEEPEST = 200;

type Ancestors = readonly object[];

/**
 * Text that two values share only if they are equal. Every kind starts with characters of its own,
 * and everything that could hold any text stands in JSON quotes.
 */
export function encodePart(part: unknown, place: string, ancestors: Ancestors = []): string {
  switch (typeof part) {
    case 'string':
      return JSON.stringify(part);
    case 'number':
      return Object.is(part, -0) ? '-0' : String(part);
    case 'bigint':
      return `${part}n`;
    case 'boolean':
    case 'undefined':
      return String(part);
    case 'object':
      return part === null ? 'null' : encodeObject(part, place, ancestors);
    default:
      throw refusal(place, `is a ${typeof part}`);
  }
}

function encodeObject(part: object, place: string, ancestors: Ancestors): string {
  if (ancestors.includes(part)) throw refusal(place, 'contains itself');
  if (ancestors.length >= DEEPEST) throw refusal(place, `is nested deeper than ${DEEPEST}`);
  const inside = [...ancestors, part];

  if (Array.isArray(part)) return encodeArray(part, place, inside);
  const { prototype, name } = kindOf(part);
  if (prototype === null || prototype === Object.prototype)
    return encodePlain(part as Record<string, unknown>, place, inside);
  if (part instanceof Date && prototype === Date.prototype) return `Date(${part.getTime()})`;
  if (part instanceof RegExp && prototype === RegExp.prototype)
    return `RegExp(${JSON.stringify(part.source)},${part.flags},${part.lastIndex})`;
  if (part instanceof Map && prototype === Map.prototype)
    return `Map{${[...part].map(([key, value]) => `${encodePart(key, `${place} (a Map's key)`, inside)}=>${encodePart(value, `${place} (a Map's value)`, inside)}`).sort()}}`;
  if (part instanceof Set && prototype === Set.prototype)
    return `Set{${[...part].map((member) => encodePart(member, `${place} (a Set's member)`, inside)).sort()}}`;
  if (part instanceof URL && prototype === URL.prototype)
    return `URL(${JSON.stringify(part.href)})`;
  if (part instanceof ArrayBuffer && prototype === ArrayBuffer.prototype)
    return `ArrayBuffer(${hex(new Uint8Array(part))})`;
  if (ArrayBuffer.isView(part))
    return `${name}(${hex(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))})`;
  throw refusal(place, `is an object of class ${name}`);
}

function encodeArray(part: readonly unknown[], place: string, inside: Ancestors): string {
  const members: string[] = [];
  for (let index = 0; index < part.length; index++) {
    members.push(
      index in part ? encodePart(read(part, index, place), `${place}[${index}]`, inside) : '',
    );
  }
  if (Object.keys(part).some((name) => !(Number(name) < part.length)))
    throw refusal(place, 'is an array with properties of its own');
  // The length tells `[]` from an array of one hole.
  return `[${part.length}:${members.join(',')}]`;
}

function encodePlain(part: Record<string, unknown>, place: string, inside: Ancestors): string {
  if (Object.getOwnPropertySymbols(part).length > 0)
    throw refusal(place, 'has a property named by a symbol');
  const properties = Object.keys(part)
    .sort()
    .map(
      (name) =>
        `${JSON.stringify(name)}:${encodePart(read(part, name, place), `${place}.${name}`, inside)}`,
    );
  return `{${properties.join(',')}}`;
}

function read(part: object, name: PropertyKey, place: string): unknown {
  try {
    return Reflect.get(part, name);
  } catch (cause) {
    throw refusal(`${place}.${String(name)}`, 'cannot be read', cause);
  }
}

function kindOf(part: object): { prototype: unknown; name: string } {
  const prototype: unknown = Object.getPrototypeOf(part);
  const maker: unknown = part.constructor;
  return { prototype, name: typeof maker === 'function' ? maker.name : 'unknown' };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function refusal(place: string, problem: string, cause?: unknown): TypeError {
  const allowed =
    'allowed are primitives, Date, RegExp, URL, Map, Set, typed arrays, arrays and plain objects';
  return new TypeError(
    `keyOf: ${place} ${problem}, which cannot be part of a key; ${allowed}`,
    cause === undefined ? undefined : { cause },
  );
}
