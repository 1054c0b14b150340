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
      throw new Refusal(place, `is a ${typeof part}`);
  }
}

function encodeObject(part: object, place: string, ancestors: Ancestors): string {
  if (ancestors.includes(part)) throw new Refusal(place, 'contains itself');
  if (ancestors.length >= DEEPEST) throw new Refusal(place, `is nested deeper than ${DEEPEST}`);
  try {
    return encodeKind(part, place, [...ancestors, part]);
  } catch (cause) {
    // A getter or a proxy has thrown.
    throw cause instanceof Refusal ? cause : new Refusal(place, 'cannot be read', cause);
  }
}

function encodeKind(part: object, place: string, inside: Ancestors): string {
  const prototype: object | null = Object.getPrototypeOf(part);
  if (prototype === null || prototype === Object.prototype)
    return encodePlain(part as Record<string, unknown>, place, inside);
  if (Array.isArray(part) && prototype === Array.prototype) return encodeArray(part, place, inside);
  const text = encodeBuiltIn(part, prototype, place, inside);
  if (text === undefined) throw new Refusal(place, `is an object of class ${nameOf(prototype)}`);
  // Deno marks a URL with a symbol of its own.
  if (!(part instanceof URL))
    refuseExtras(part, place, 'length' in part ? (part.length as number) : 0);
  return text;
}

// Its contents, if it is exactly of a class that says all about it.
function encodeBuiltIn(
  part: object,
  prototype: object,
  place: string,
  inside: Ancestors,
): string | undefined {
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
    // Its length tells it from an object that only has the prototype, which this throws for.
    return `ArrayBuffer(${hex(new Uint8Array(part, 0, part.byteLength))})`;
  const name = nameOf(prototype);
  if (ArrayBuffer.isView(part) && isPrototypeOfGlobal(name, prototype))
    return `${name}(${hex(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))})`;
  return undefined;
}

function encodeArray(part: readonly unknown[], place: string, inside: Ancestors): string {
  const members: string[] = new Array(part.length).fill('');
  let present = 0;
  for (let index = 0; index < part.length; index++) {
    if (!Object.hasOwn(part, index)) continue;
    members[index] = encodePart(read(part, index, place), `${place}[${index}]`, inside);
    present++;
  }
  refuseExtras(part, place, present);
  // The length tells `[]` from an array of one hole.
  return `[${part.length}:${members.join(',')}]`;
}

function encodePlain(part: Record<string, unknown>, place: string, inside: Ancestors): string {
  if (Object.getOwnPropertySymbols(part).length > 0)
    throw new Refusal(place, 'has a property named by a symbol');
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
    throw new Refusal(`${place}.${String(name)}`, 'cannot be read', cause);
  }
}

function nameOf(prototype: object): string {
  const maker: unknown = prototype.constructor;
  return typeof maker === 'function' ? maker.name : 'unknown';
}

// Not a class of the user's that bears the name of a built-in one.
function isPrototypeOfGlobal(name: string, prototype: unknown): boolean {
  const maker = (globalThis as Record<string, unknown>)[name];
  return typeof maker === 'function' && maker.prototype === prototype;
}

/** Refuses properties beside those that the part's kind makes known. */
function refuseExtras(part: object, place: string, known: number): void {
  if (Object.keys(part).length > known || Object.getOwnPropertySymbols(part).length > 0)
    throw new Refusal(place, 'has properties of its own');
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const ALLOWED =
  'allowed are primitives, Date, RegExp, URL, Map, Set, typed arrays, arrays and plain objects';

class Refusal extends TypeError {
  constructor(place: string, problem: string, cause?: unknown) {
    super(
      `keyOf: ${place} ${problem}, which cannot be part of a key; ${ALLOWED}`,
      cause === undefined ? undefined : { cause },
    );
  }
}
