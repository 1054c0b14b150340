import { COMMA, QUOTE, whitespaceEnd } from './syntax.js';

/** RFC 9110 §8.8.3. */
export interface EntityTag {
  readonly weak: boolean;
  /** The tag with its quotes. */
  readonly opaque: string;
}

/** One entity tag, or `undefined` when the text is anything else: an unquoted tag is none. */
export function parseEntityTag(text: string | undefined): EntityTag | undefined {
  if (text === undefined) return undefined;
  const scanned = scanEntityTag(text, 0);
  return scanned?.end === text.length ? scanned.tag : undefined;
}

/** The tags of an `If-None-Match` or `If-Match` list; what is not an entity tag is left out. */
export function parseEntityTags(text: string): EntityTag[] | '*' {
  const tags: EntityTag[] = [];
  let at = whitespaceEnd(text, 0);
  if (text.charAt(at) === '*' && whitespaceEnd(text, at + 1) === text.length) return '*';
  while (at < text.length) {
    const scanned = scanEntityTag(text, at);
    const after = whitespaceEnd(text, scanned?.end ?? at);
    const complete = after === text.length || text.charCodeAt(after) === COMMA;
    if (scanned && complete) tags.push(scanned.tag);
    const comma = complete ? after : text.indexOf(',', after);
    if (comma === -1) break;
    at = whitespaceEnd(text, comma + 1);
  }
  return tags;
}

/** Equal, and both strong. RFC 9110 §8.8.3.2. */
export function matchesStrongly(one: EntityTag, other: EntityTag): boolean {
  return !one.weak && !other.weak && one.opaque === other.opaque;
}

/** Equal, whether weak or strong. RFC 9110 §8.8.3.2. */
export function matchesWeakly(one: EntityTag, other: EntityTag): boolean {
  return one.opaque === other.opaque;
}

export function formatEntityTag({ weak, opaque }: EntityTag): string {
  return weak ? `W/${opaque}` : opaque;
}

function scanEntityTag(text: string, start: number): { tag: EntityTag; end: number } | undefined {
  const weak = text.startsWith('W/', start);
  const open = weak ? start + 2 : start;
  if (text.charCodeAt(open) !== QUOTE) return undefined;
  let close = open + 1;
  while (isEntityTagCode(text.charCodeAt(close))) close += 1;
  if (text.charCodeAt(close) !== QUOTE) return undefined;
  return { tag: { weak, opaque: text.slice(open, close + 1) }, end: close + 1 };
}

/** Anything visible but the quote; also what lies beyond ASCII. */
function isEntityTagCode(code: number): boolean {
  return code === 0x21 || (code >= 0x23 && code !== 0x7f);
}
