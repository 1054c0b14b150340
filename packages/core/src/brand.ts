/** Marks an object as of our kind, so that another installed copy of this package recognises it. */
export function brand(object: object, kind: string): void {
  Object.defineProperty(object, symbolOf(kind), { value: true });
}

export function isBranded(value: unknown, kind: string): value is object {
  return typeof value === 'object' && value !== null && symbolOf(kind) in value;
}

function symbolOf(kind: string): symbol {
  return Symbol.for(`sameflight.${kind}`);
}
