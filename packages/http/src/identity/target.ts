import { fieldValue } from '../fields/header-list.js';
import type { RequestHead } from '../message.js';

/**
 * The URL as it names a resource: without fragment, and without the userinfo, which is a credential.
 * Nothing else is normalised: query order counts, `%2f` is not `/`.
 */
export function targetOf(url: URL): string {
  if (!url.username && !url.password && !url.href.includes('#')) return url.href;
  const bare = new URL(url);
  bare.hash = '';
  bare.username = '';
  bare.password = '';
  return bare.href;
}

/** What a URL says of what is asked for, and of who asks. */
export interface ParsedUrl {
  readonly target: string;
  /** `undefined` where there is none. */
  readonly userinfo: string | undefined;
}

/** The same URLs are asked for again and again. */
const known = new Map<string, ParsedUrl>();
const MOST_KNOWN = 500;
const LONGEST_KNOWN = 1_000;

/** @throws {TypeError} when `text` is not an absolute URL */
export function parseUrl(text: string): ParsedUrl {
  const found = known.get(text);
  if (found !== undefined) return found;
  const url = new URL(text);
  const { username, password } = url;
  const userinfo = username || password ? `${username}:${password}` : undefined;
  const parsed = { target: targetOf(url), userinfo };
  // Those with a password in them are not kept.
  if (userinfo === undefined && text.length <= LONGEST_KNOWN) {
    if (known.size === MOST_KNOWN) known.clear();
    known.set(text, parsed);
  }
  return parsed;
}

/** The target that a `Location` or `Content-Location` names, or `undefined` when it is no URL. */
export function resolveTarget(reference: string, base: string): string | undefined {
  try {
    return targetOf(new URL(reference, base));
  } catch {
    return undefined;
  }
}

/**
 * The site that a request's `Host` names, where that is not the one in its URL: an address may serve many.
 *
 * @throws {TypeError} when `request.url` is not an absolute URL
 */
export function siteOf({ url, headers }: RequestHead): string | undefined {
  const site = fieldValue(headers, 'host')?.toLowerCase();
  if (site === undefined) return undefined;
  const { protocol, host, hostname, port } = new URL(url);
  const usual = protocol === 'https:' ? '443' : '80';
  return site === host || site === `${hostname}:${port || usual}` ? undefined : site;
}

/** What a URL names on a site. A URL has no spaces, so that no two targets are written alike. */
export function onSite(target: string, site: string | undefined): string {
  return site === undefined ? target : `${target} as ${site}`;
}
