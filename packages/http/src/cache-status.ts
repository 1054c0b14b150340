import { fieldValue, type HeaderList, withField } from './fields/header-list.js';
import { isToken } from './fields/syntax.js';
import type { Forward } from './reusing/plan.js';

/** What a cache did for one request, in the words of RFC 9211. */
export interface CacheStatus {
  /** Who says it: the cache's name. */
  readonly cache: string;
  /** The response came from the cache, and nothing was sent on. */
  readonly hit?: boolean;
  /** Why the request was sent on. */
  readonly fwd?: Forward | 'bypass' | 'method' | 'miss' | 'partial';
  /** What the next one answered, where that is not the response's own status. */
  readonly fwdStatus?: number;
  /** How long the response is still fresh, in ms; negative when it is stale. */
  readonly ttl?: number;
  /** The response was stored. */
  readonly stored?: boolean;
  /** The request waited for another one's answer. */
  readonly collapsed?: boolean;
  /** More, for people. */
  readonly detail?: string;
}

/** Headers that tell what this cache did, after what those before it told. RFC 9211 §2. */
export function withCacheStatus(headers: HeaderList, status: CacheStatus): HeaderList {
  return withMember(headers, formatCacheStatus(status));
}

/** Headers with one more member of their `Cache-Status`. */
export function withMember(headers: HeaderList, member: string): HeaderList {
  const before = fieldValue(headers, 'cache-status');
  return withField(headers, 'cache-status', before ? `${before}, ${member}` : member);
}

/** One member of a `Cache-Status` list. Text that no structured field can hold is left out. */
export function formatCacheStatus(status: CacheStatus): string {
  const { hit, fwd, fwdStatus, ttl, stored, collapsed, detail } = status;
  let member = bare(status.cache);
  if (hit) member += '; hit';
  if (fwd) member += `; fwd=${fwd}`;
  if (fwdStatus !== undefined) member += `; fwd-status=${fwdStatus}`;
  if (ttl !== undefined) member += `; ttl=${wholeSeconds(ttl)}`;
  if (stored) member += '; stored';
  if (collapsed) member += '; collapsed';
  if (detail !== undefined && isPrintable(detail)) member += `; detail=${bare(detail)}`;
  return member;
}

/** Rounded down, within the fifteen digits that a structured field may have. RFC 8941 §3.3.1. */
function wholeSeconds(milliseconds: number): number {
  const most = 999_999_999_999_999;
  return Math.max(-most, Math.min(most, Math.floor(milliseconds / 1000)));
}

/** A token where the text is one (RFC 8941 §3.3.4), else a string (§3.3.3). */
function bare(text: string): string {
  const startsToken = /^[A-Za-z*]/.test(text);
  return startsToken && isToken(text) ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function isPrintable(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
