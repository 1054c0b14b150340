import {
  COMMA,
  EQUALS,
  MOST_MEMBERS,
  QUOTE,
  quotedString,
  tokenEnd,
  whitespaceEnd,
} from './syntax.js';

export interface CacheDirective {
  /** In lower case. */
  readonly name: string;
  /** Without quotes; `undefined` when the directive has no argument. */
  readonly argument: string | undefined;
}

export interface CacheControl {
  /** In the order received, duplicates included. */
  readonly directives: readonly CacheDirective[];
  /** Whether some part breaks the grammar, so that nobody can say what its sender meant, or there are over a hundred. */
  readonly malformed: boolean;
}

interface Scanned {
  readonly directive: CacheDirective | undefined;
  readonly end: number;
}

/** Reads `#( token [ "=" ( token / quoted-string ) ] )`. RFC 9111 §5.2. Never throws. */
export function parseCacheControl(value: string): CacheControl {
  const directives: CacheDirective[] = [];
  let malformed = false;
  let at = memberStart(value, 0);
  while (at < value.length) {
    if (directives.length === MOST_MEMBERS) return { directives, malformed: true };
    const { directive, end } = scanDirective(value, at);
    const after = whitespaceEnd(value, end);
    const complete = after === value.length || value.charCodeAt(after) === COMMA;
    if (directive && complete) directives.push(directive);
    else malformed = true;
    at = memberStart(value, complete ? after : nextComma(value, after));
  }
  return { directives, malformed };
}

function scanDirective(value: string, start: number): Scanned {
  const nameEnd = tokenEnd(value, start);
  if (nameEnd === start) return { directive: undefined, end: start };
  const name = value.slice(start, nameEnd).toLowerCase();
  if (value.charCodeAt(nameEnd) !== EQUALS) {
    return { directive: { name, argument: undefined }, end: nameEnd };
  }
  const argument = scanArgument(value, nameEnd + 1);
  if (!argument) return { directive: undefined, end: value.length };
  return { directive: { name, argument: argument.text }, end: argument.end };
}

function scanArgument(value: string, start: number): { text: string; end: number } | undefined {
  if (value.charCodeAt(start) === QUOTE) return quotedString(value, start);
  const end = tokenEnd(value, start);
  return end === start ? undefined : { text: value.slice(start, end), end };
}

/** Past whitespace and commas: empty list members mean nothing. */
function memberStart(value: string, start: number): number {
  let at = whitespaceEnd(value, start);
  while (at < value.length && value.charCodeAt(at) === COMMA) at = whitespaceEnd(value, at + 1);
  return at;
}

function nextComma(value: string, start: number): number {
  const comma = value.indexOf(',', start);
  return comma === -1 ? value.length : comma;
}
