/**
 * Names what kind of thing can be read only once, where the value is such a thing: a second caller would find it empty.
 */
export function oneShotKind(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { getReader, next, pipe, on, bodyUsed } = value as Record<string, unknown>;
  if (typeof getReader === 'function' || (typeof pipe === 'function' && typeof on === 'function'))
    return 'a stream';
  if (typeof next === 'function' && (Symbol.iterator in value || Symbol.asyncIterator in value))
    return 'an iterator';
  if (typeof bodyUsed === 'boolean') return 'a Response or a Request';
  return undefined;
}
