/*
 * The pieces that field values are made of (RFC 9110 §5.6), as scanners that look at each character a bounded
 * number of times. None of them throws.
 */

const TOKEN_CODES = new Set(
  [..."!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"].map(
    (character) => character.charCodeAt(0),
  ),
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
  while (end < text.length && TOKEN_CODES.has(text.charCodeAt(end))) end += 1;
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
  const pieces: string[] = [];
  let pieceStart = start + 1;
  for (let at = pieceStart; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      pieces.push(text.slice(pieceStart, at));
      return { text: pieces.join(''), end: at + 1 };
    }
    if (code === BACKSLASH) {
      pieces.push(text.slice(pieceStart, at));
      pieceStart = at + 1;
      at += 1;
    }
    if (!isQuotable(text.charCodeAt(at))) return undefined;
  }
  return undefined;
}

/** Tab, or any character that is not a control. `NaN`, from past the end, is not one either. */
function isQuotable(code: number): boolean {
  return code === 0x09 || (code >= 0x20 && code !== 0x7f);
}

/** The members of a comma-separated list, trimmed. A comma inside a quoted string divides nothing; empty members stay. */
export function listMembers(value: string): string[] {
  const members: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (quoted && code === BACKSLASH) at += 1;
    else if (code === COMMA && !quoted) {
      members.push(trimWhitespace(value.slice(start, at)));
      start = at + 1;
    }
  }
  members.push(trimWhitespace(value.slice(start)));
  return members;
}
