/** How a property is read and written. */
export interface PlainProperty {
  readonly get: () => unknown;
  readonly set: (value: unknown) => void;
}

/** The property as it is: HTTP/2 has accessors where HTTP/1 has values. */
export function plainProperty(object: object, name: string): PlainProperty {
  const { get, set } = inheritedAccessor(object, name) ?? {};
  if (get !== undefined && set !== undefined)
    return { get: () => get.call(object), set: (value) => set.call(object, value) };
  let current: unknown = Reflect.get(object, name);
  return {
    get: () => current,
    set: (value) => {
      current = value;
    },
  };
}

function inheritedAccessor(object: object, name: string): PropertyDescriptor | undefined {
  for (let owner: object | null = object; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}
