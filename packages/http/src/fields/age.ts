import { parseDeltaSeconds } from './delta-seconds.js';
import { trimWhitespace } from './syntax.js';

/**
 * The `Age` field in milliseconds. Of several values the first counts; one that is not a whole number of seconds
 * is as if it were not there. RFC 9111 §5.1.
 */
export function parseAge(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const comma = value.indexOf(',');
  return parseDeltaSeconds(trimWhitespace(comma === -1 ? value : value.slice(0, comma)));
}
