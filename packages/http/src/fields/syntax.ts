/*
 * The pieces that field values are made of (RFC 9110 §5.6), as scanners that look at each character a bounded
 * number of times. None of them throws.
 */

const IS_TOKEN_CODE: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(code)),
);

export const COMMA = 0x2c;
export const EQUALS = 0x3d;
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;

/** Optional whitespace: space and tab, nothing else. */
export function isWhitespace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Where the `token` that begins at `start` ends; `start` itself when there is none. */
export function tokenEnd(text: string, start: number): number {
  let end = start;
  while (IS_TOKEN_CODE[text.charCodeAt(end)]) end += 1;
  return end;
}

export function isToken(text: string): boolean {
  return text !== '' && tokenEnd(text, 0) === text.length;
}

/** Where the whitespace that begins at `start` ends. */
export function whitespaceEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isWhitespace(text.charCodeAt(end))) end += 1;
  return end;
}

/** Without the spaces and tabs at both ends. `trim()` would take line breaks and exotic spaces too. */
export function trimWhitespace(text: string): string {
  const start = whitespaceEnd(text, 0);
  let end = text.length;
  while (end > start && isWhitespace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

export interface QuotedString {
  /** What stands between the quotes, without the escaping backslashes. */
  readonly text: string;
  /** The position after the closing quote. */
  readonly end: number;
}

/** The `quoted-string` whose opening quote stands at `start`, or `undefined` when it breaks the grammar. */
export function quotedString(text: string, start: number): QuotedString | undefined {
  let isEscaped = false;
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!isQuotable(code)) return undefined;
    if (isEscaped) isEscaped = false;
    else if (code === BACKSLASH) isEscaped = true;
    else if (code === QUOTE) return { text: unescaped(text.slice(start + 1, at)), end: at + 1 };
  }
  return undefined;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}

/** Tab, or any character that is not a control. */
function isQuotable(code: number): boolean {
  return code === 0x09 || (code >= 0x20 && code !== 0x7f);
}

/** No honest list is longer, and a cache that reads on works for an attacker. */
export const MOST_MEMBERS = 100;

/** The field names in a list, in lower case; `undefined` when there are none, too many, or any is no field name. */
export function fieldNames(value: string): string[] | undefined {
  const members = listMembers(value, MOST_MEMBERS);
  if (members.length === 0 || members.length > MOST_MEMBERS) return undefined;
  return members.every(isToken) ? members.map((name) => name.toLowerCase()) : undefined;
}

/**
 * The members of a comma-separated list, trimmed; empty ones mean nothing and are left out (RFC 9110 §5.6.1).
 * A comma inside a quoted string divides nothing.
 *
 * @param most ends the reading after one more than so many
 */
export function listMembers(value: string, most: number = Number.POSITIVE_INFINITY): string[] {
  const members: string[] = [];
  let start = 0;
  while (start <= value.length && members.length <= most) {
    const end = memberEnd(value, start);
    const member = end > start ? trimWhitespace(value.slice(start, end)) : '';
    if (member !== '') members.push(member);
    start = end + 1;
  }
  return members;
}

/** The parts of a value between its commas, trimmed, and empty ones too: in a field of unknown grammar they may mean something. */
export function commaParts(value: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start <= value.length; ) {
    const end = memberEnd(value, start);
    parts.push(trimWhitespace(value.slice(start, end)));
    start = end + 1;
  }
  return parts;
}

/** Where the comma stands that ends the member, or the end of the list. */
function memberEnd(value: string, start: number): number {
  let quoted = false;
  for (let at = start; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (code === BACKSLASH && quoted) at += 1;
    else if (code === COMMA && !quoted) return at;
  }
  return value.length;
}
