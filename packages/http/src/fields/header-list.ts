import { trimWhitespace } from './syntax.js';

/**
 * Header field lines: names in lower case, values without outer whitespace, in the order received.
 * A plain array of pairs, so that it can be written to any store; `set-cookie` keeps one line for each cookie.
 */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** `null`, `undefined` and `false` stand for a field that is not there. */
export type HeaderValue = string | number | boolean | readonly string[] | null | undefined;

/** A fetch `Headers`, an `AxiosHeaders`, a list of pairs, or a plain record. */
export type HeaderSource =
  | Iterable<readonly [string, HeaderValue]>
  | Readonly<Record<string, HeaderValue>>;

/** Brings any usual form of headers to a {@link HeaderList}. */
export function headerList(source: HeaderSource): HeaderList {
  const lines: [string, string][] = [];
  for (const [name, value] of isIterable(source) ? source : Object.entries(source)) {
    if (value === null || value === undefined || value === false) continue;
    for (const line of Array.isArray(value) ? value : [value]) {
      lines.push([name.toLowerCase(), trimWhitespace(String(line))]);
    }
  }
  return lines;
}

function isIterable(source: HeaderSource): source is Iterable<readonly [string, HeaderValue]> {
  return Symbol.iterator in source;
}

/** The value of the field `name` (lower case), its lines joined by commas, or `undefined` when it is not there. RFC 9110 §5.3. */
export function fieldValue(headers: HeaderList, name: string): string | undefined {
  let joined: string | undefined;
  for (const line of headers) {
    if (line[0] === name) joined = joined === undefined ? line[1] : `${joined}, ${line[1]}`;
  }
  return joined;
}

export function hasField(headers: HeaderList, name: string): boolean {
  for (const line of headers) if (line[0] === name) return true;
  return false;
}

/** The list with one line for `name`, in place of whatever lines it had. */
export function withField(headers: HeaderList, name: string, value: string): HeaderList {
  const lines = headers.filter((line) => line[0] !== name);
  lines.push([name, value]);
  return lines;
}

/** The list with the lines of `news` in place of whatever lines their fields had. */
export function withFields(headers: HeaderList, news: HeaderList): HeaderList {
  const replaced = new Set(news.map(([name]) => name));
  return [...withoutFields(headers, replaced), ...news];
}

export function withoutFields(headers: HeaderList, names: ReadonlySet<string>): HeaderList {
  return headers.filter(([name]) => !names.has(name));
}
