import { fieldValue, type HeaderList } from '@sameflight/http';
import type { AxiosResponse } from 'axios';

/** Stands for a coding that a body may have had, where nobody can see which. */
const UNKNOWN = 'unknown';

/**
 * How a body was coded that came decoded, where its headers do not say so: axios on Node takes the field away, browsers hide it from
 * pages of other origins. Its length and its bytes are not those that `Content-Length` and ranges count.
 */
export function hiddenEncodingOf(
  { request }: AxiosResponse,
  headers: HeaderList,
  length: number,
): string | undefined {
  if (fieldValue(headers, 'content-encoding') !== undefined) return undefined;
  if (fieldValue(headers, 'content-length') === String(length)) return undefined;
  const raw = (request as { res?: { rawHeaders?: unknown } } | undefined)?.res?.rawHeaders;
  return Array.isArray(raw) ? rawEncoding(raw) : UNKNOWN;
}

/** Names and values by turns, as Node received them. */
function rawEncoding(raw: readonly string[]): string | undefined {
  const at = raw.findIndex((text, index) => index % 2 === 0 && /^content-encoding$/i.test(text));
  return at === -1 ? undefined : raw[at + 1];
}
