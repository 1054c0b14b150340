import { isDigit } from './syntax.js';

const MOST_SECONDS = 2_147_483_648;

/** 2³¹ seconds in ms: what a cache takes for "for ever" (RFC 9111 §1.2.2). Unlike `Infinity` it survives JSON. */
export const FOREVER: number = MOST_SECONDS * 1000;

/** `delta-seconds` in milliseconds, or `undefined` when the text is anything but digits. RFC 9111 §1.2.2. */
export function parseDeltaSeconds(text: string): number | undefined {
  if (text === '') return undefined;
  let seconds = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return undefined;
    seconds = Math.min(seconds * 10 + (code - 0x30), MOST_SECONDS);
  }
  return seconds * 1000;
}
