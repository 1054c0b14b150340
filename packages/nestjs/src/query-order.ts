/**
 * A query string with its parameters in an order of their own, so that `?a=1&b=2` and `?b=2&a=1` are one question.
 * What belongs together (`a`, `a[]`, `a[b]`) keeps the order it came in, which a handler can see.
 *
 * @param names the parameters that count; others are left out. All count where it is `undefined`.
 */
export function orderedQuery(search: string, names: ReadonlySet<string> | undefined): string {
  if (search === '') return '';
  const pairs = search.split('&').map((text) => ({ text, name: baseName(text) }));
  // A name that cannot be decoded is read by each parser in its own way.
  if (pairs.some(({ name }) => name === undefined)) return search;
  const counting = names === undefined ? pairs : pairs.filter(({ name = '' }) => names.has(name));
  return counting
    .sort(({ name: one = '' }, { name: other = '' }) => (one < other ? -1 : one > other ? 1 : 0))
    .map(({ text }) => text)
    .join('&');
}

/** `filter` of `filter[price][lt]=5`. */
function baseName(pair: string): string | undefined {
  const [encoded = ''] = pair.split('=', 1);
  try {
    const name = decodeURIComponent(encoded.replaceAll('+', ' '));
    const [base = ''] = name.split('[', 1);
    return base;
  } catch {
    return undefined;
  }
}
